import type { LiteralType, Operator } from "@jetstreamapp/soql-parser-js";
import { invalidField, invalidFilter } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Field } from "../objects/field.ts";
import { momentOf } from "../org.ts";
import type { Value } from "../store.ts";
import { type DayRange, daysOf } from "./date-words.ts";

/** A value as the query writes it, with the parser's idea of its type; quotes are still on texts. */
export type Literal = { type: LiteralType | undefined; text: string };

type Test = (value: Value) => boolean;

/** Types that take numbers without quotes. */
const numeric = new Set(["currency", "double", "percent", "int"]);
/** What an error message calls a type, where that differs from the name in describe. */
const wireTypes: Record<string, string> = {
  currency: "double",
  percent: "double",
  int: "integer",
  datetime: "dateTime",
};

const unescapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** The text between the quotes of a literal. With `keepMarks` a \% or \_ keeps its backslash, for LIKE. */
function unquote(literal: string, keepMarks = false): string {
  return literal.slice(1, -1).replace(/\\(.)/gs, (whole, character: string) => {
    if (keepMarks && "%_\\".includes(character)) return whole;
    return unescapes[character] ?? character;
  });
}

/** Whether a field's value stands in the relation to the literals that the query names. Texts compare without regard to case. */
export function comparison(field: Field, operator: Operator, literals: Literal[], today: string): Test {
  if (!field.filterable) throw invalidField(`field '${field.name}' can not be filtered in a query call`);
  switch (operator) {
    case "LIKE":
      return like(field, literals[0]);
    case "IN":
    case "NOT IN": {
      const tests = literals.map((literal) => compareTo(field, "=", literal, today));
      const isIn: Test = (value) => tests.some((test) => test(value));
      return operator === "IN" ? isIn : (value) => !isIn(value);
    }
    // Operators of multi-select picklists, of which this org has none.
    case "INCLUDES":
    case "EXCLUDES":
      throw invalidFilter(`invalid operator on ${field.type} field`);
    default: {
      const [literal] = literals;
      if (!literal) throw invalidField(`a value is missing for field '${field.name}'`);
      return compareTo(field, operator, literal, today);
    }
  }
}

function compareTo(field: Field, operator: Operator, literal: Literal, today: string): Test {
  // Null is a literal, not a text: it may be asked for with = and != only.
  if (literal.type === "NULL") {
    const isNull: Test = (value) => value === null;
    return operator === "!=" ? (value) => value !== null : isNull;
  }
  if (field.type === "date" || field.type === "datetime") return compareTime(field, operator, literal, today);
  const wanted = readLiteral(field, literal);
  return ordered(operator, (value) => {
    // Ids are the exception: their case carries meaning, and 15 characters were made 18 before.
    const known =
      typeof value === "string" && field.type !== "id" && field.type !== "reference"
        ? value.toLowerCase()
        : value;
    return known === wanted ? 0 : (known as string) < (wanted as string) ? -1 : 1;
  });
}

/** Null is unequal to every value and neither above nor below one. */
function ordered(operator: Operator, compare: (value: Value) => number): Test {
  switch (operator) {
    case "=":
      return (value) => value !== null && compare(value) === 0;
    case "!=":
      return (value) => value === null || compare(value) !== 0;
    case "<":
      return (value) => value !== null && compare(value) < 0;
    case "<=":
      return (value) => value !== null && compare(value) <= 0;
    case ">":
      return (value) => value !== null && compare(value) > 0;
    default:
      return (value) => value !== null && compare(value) >= 0;
  }
}

/** The vendor's words for a literal of the wrong type, which name the field and say whether quotes are missing. */
function typeError(field: Field, shouldQuote: boolean): Error {
  const type = wireTypes[field.type] ?? (shouldQuote ? "string" : field.type);
  const end = shouldQuote ? "should be enclosed in quotes" : "should not be enclosed in quotes";
  return invalidField(
    `value of filter criterion for field '${field.name}' must be of type ${type} and ${end}`,
  );
}

/** The literal as the kind of value the field holds. A wrong kind is refused even where it could be converted. */
function readLiteral(field: Field, { type, text }: Literal): Value {
  if (numeric.has(field.type)) {
    if (type !== "INTEGER" && type !== "DECIMAL") throw typeError(field, false);
    return Number(text);
  }
  if (field.type === "boolean") {
    if (type !== "BOOLEAN") throw typeError(field, false);
    return text.toUpperCase() === "TRUE";
  }
  if (type !== "STRING") throw typeError(field, true);
  const value = unquote(text);
  if (field.type !== "id" && field.type !== "reference") return value.toLowerCase();
  // An empty id compares with null; anything else that is no id is refused.
  const id = value === "" ? null : readId(value);
  if (id === undefined) throw invalidFilter(`invalid ID field: ${value}`);
  return id;
}

/** A moment or a range of days: `<` means before it begins, `>` after it has ended. The day is that of UTC. */
function compareTime(field: Field, operator: Operator, literal: Literal, today: string): Test {
  const { start, end } = rangeOf(field, literal, today);
  return ordered(operator, (value) => (String(value) < start ? -1 : String(value) < end ? 0 : 1));
}

function rangeOf(field: Field, { type, text }: Literal, today: string): DayRange {
  if (type === "DATE_LITERAL" || type === "DATE_N_LITERAL") {
    const days = daysOf(text, today);
    const at = (day: string) => (field.type === "date" ? day : `${day}T00:00:00.000+0000`);
    return { start: at(days.start), end: at(days.end) };
  }
  const isRight = type === (field.type === "date" ? "DATE" : "DATETIME");
  if (!isRight || Number.isNaN(Date.parse(text))) throw typeError(field, false);
  const start = field.type === "date" ? text : momentOf(new Date(text));
  // A single moment is the range from itself to just after itself.
  return { start, end: `${start}\u0000` };
}

/** LIKE over texts alone. Line breaks count as characters, so % crosses them. */
function like(field: Field, literal: Literal | undefined): Test {
  if (numeric.has(field.type) || ["boolean", "date", "datetime", "id", "reference"].includes(field.type)) {
    throw invalidFilter(`invalid operator on ${field.type} field`);
  }
  if (literal?.type !== "STRING") throw typeError(field, true);
  // Marks are kept through unquoting because only here a backslash before them still matters.
  const pattern = likePattern(unquote(literal.text, true));
  const expression = new RegExp(`^${pattern}$`, "isu");
  return (value) => typeof value === "string" && expression.test(value);
}

/** % stands for any characters, _ for one; a backslash takes either its meaning. */
function likePattern(text: string): string {
  let pattern = "";
  let isEscaped = false;
  for (const character of text) {
    if (!isEscaped && character === "\\") {
      isEscaped = true;
      continue;
    }
    if (!isEscaped && character === "%") pattern += ".*";
    else if (!isEscaped && character === "_") pattern += ".";
    // Everything else stands for itself, signs of expressions included.
    else pattern += character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
    isEscaped = false;
  }
  return pattern;
}
