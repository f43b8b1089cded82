import { invalidParameter } from "../errors.ts";
import type { Value } from "../store.ts";
import { columnOf, type RecordDefinition } from "./record-definition.ts";

type Condition = { sql: string; values: Value[] };

const token = /\s*(?:"((?:[^"\\]|\\.)*)"|(\(|\)|\[|\]|,)|([^\s()[\],"]+))/y;

type Token = { text: string; isText: boolean };

const refuse = (detail: string): never => {
  throw invalidParameter("q", `Invalid query parameter q. ${detail}`);
};

/**
 * The `q` parameter of a list as SQL: `field OPERATOR value`, joined by AND, OR and parentheses. Body fields only. Which NOT forms exist
 * is [recalled].
 */
export function readFilter(q: string, definition: RecordDefinition): Condition {
  const tokens = tokensOf(q);
  let position = 0;
  const peek = () => tokens[position];
  const take = (): Token => tokens[position++] ?? refuse("It ends too early.");
  const accept = (word: string) => {
    const next = peek();
    const isNext = next !== undefined && !next.isText && next.text.toUpperCase() === word;
    if (isNext) position += 1;
    return isNext;
  };
  const joined = (word: "AND" | "OR", part: () => Condition) => (): Condition => {
    let left = part();
    while (accept(word)) {
      const right = part();
      left = { sql: `(${left.sql} ${word} ${right.sql})`, values: [...left.values, ...right.values] };
    }
    return left;
  };
  const values = (): string[] => {
    if (!accept("[")) return [take().text];
    const list = [take().text];
    while (accept(",")) list.push(take().text);
    if (!accept("]")) refuse("A list is not closed.");
    return list;
  };
  const condition = (): Condition => {
    if (accept("(")) {
      const inner = either();
      if (!accept(")")) refuse("A parenthesis is not closed.");
      return inner;
    }
    const field = take().text;
    const operator = take().text.toUpperCase();
    return compare(definition, field, operator, /^EMPTY(_NOT)?$/.test(operator) ? [] : values());
  };
  const either = joined("OR", joined("AND", condition));
  const filter = either();
  if (peek() !== undefined) refuse(`It is not understood from '${peek()?.text}' on.`);
  return filter;
}

function tokensOf(q: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < q.trimEnd().length) {
    const match = token.exec(q) ?? refuse("A text is not closed.");
    const [, text, symbol, word] = match;
    tokens.push(text === undefined ? { text: symbol ?? word ?? "", isText: false } : { text, isText: true });
  }
  return tokens;
}

type Template = (column: string) => string;

const templates: Record<string, Template> = {
  IS: (column) => `${column} = ?`,
  EQUAL: (column) => `${column} = ?`,
  CONTAIN: (column) => `ns_lower(${column}) LIKE '%' || ns_lower(?) || '%'`,
  START_WITH: (column) => `ns_lower(${column}) LIKE ns_lower(?) || '%'`,
  END_WITH: (column) => `ns_lower(${column}) LIKE '%' || ns_lower(?)`,
  EMPTY: (column) => `${column} IS NULL`,
  GREATER: (column) => `${column} > ?`,
  GREATER_OR_EQUAL: (column) => `${column} >= ?`,
  LESS: (column) => `${column} < ?`,
  LESS_OR_EQUAL: (column) => `${column} <= ?`,
  ON: (column) => `substr(${column}, 1, 10) = ?`,
  AFTER: (column) => `substr(${column}, 1, 10) > ?`,
  BEFORE: (column) => `substr(${column}, 1, 10) < ?`,
  ON_OR_AFTER: (column) => `substr(${column}, 1, 10) >= ?`,
  ON_OR_BEFORE: (column) => `substr(${column}, 1, 10) <= ?`,
};

function compare(definition: RecordDefinition, field: string, operator: string, given: string[]): Condition {
  const name = Object.keys(definition.properties).find((key) => key.toLowerCase() === field.toLowerCase());
  const property = name === undefined ? undefined : definition.properties[name];
  if (!property) return refuse(`The field '${field}' is not known.`);
  const { type } = columnOf(definition, property);
  const isNegative = operator.endsWith("_NOT");
  const base = isNegative ? operator.slice(0, -"_NOT".length) : operator;
  const column = `"${property.column}"`;
  const bound = given.map((value) => convert(value, type));
  const positive =
    templateFor(base, bound.length)?.(column) ??
    refuse(`The operator '${operator}' is not known for '${field}'.`);
  return { sql: isNegative ? `NOT COALESCE(${positive}, 0)` : `(${positive})`, values: bound };
}

function templateFor(operator: string, count: number): Template | undefined {
  if (operator === "BETWEEN") return count === 2 ? (column) => `${column} BETWEEN ? AND ?` : undefined;
  if (operator === "ANY_OF")
    return (column) => `${column} IN (${Array.from({ length: count }, () => "?").join(", ")})`;
  return count <= 1 ? templates[operator] : undefined;
}

/** Dates of a filter are in the account's format, as in "1/1/2026". */
function convert(value: string, type: string): Value {
  if (type === "boolean") return value.toLowerCase() === "true" ? "T" : "F";
  if (type === "number" || type === "id") {
    return Number.isFinite(Number(value)) ? Number(value) : refuse(`'${value}' is not a number.`);
  }
  if (type !== "date" && type !== "datetime") return value;
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value);
  if (!match) return refuse(`'${value}' is not a date.`);
  return `${match[3]}-${match[1]?.padStart(2, "0")}-${match[2]?.padStart(2, "0")}`;
}
