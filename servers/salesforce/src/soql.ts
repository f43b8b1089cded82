import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

/** Plain values, and those whose literal differs from a text's. `day` is `YYYY-MM-DD`, `moment` any ISO time. */
export type Value = string | number | boolean | null | { day: string } | { moment: string };

/** The closed list of comparisons, as the tools name them. */
export const OPERATORS = [
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "in",
  "not_in",
  "contains",
  "starts_with",
  "is_null",
  "in_last_days",
] as const;
export type Operator = (typeof OPERATORS)[number];

export type Condition =
  | { field: string; operator: Operator; value: Value | readonly Value[] }
  | { all: readonly Condition[] }
  | { any: readonly Condition[] };

const AGGREGATES = {
  count: "COUNT",
  sum: "SUM",
  year: "CALENDAR_YEAR",
  month: "CALENDAR_MONTH",
} as const;

/** What a row gives under one name: a field, also of a record it refers to (`Account.Name`), or an aggregate of one. */
export type Column = string | { of: string; by: keyof typeof AGGREGATES };
export type Columns = Readonly<Record<string, Column>>;
export type Order = { field: string; direction?: "asc" | "desc" };

/** A query without any text of SOQL in it: only `compile` writes that. */
export type Query<C extends Columns = Columns> = {
  columns: C;
  from: string;
  where?: Condition | undefined;
  /** Names of columns that make the groups. */
  groupBy?: readonly string[];
  orderBy?: readonly Order[];
  /** Old activities are archived, and only this shows them (reference, section 6). */
  withArchived?: boolean;
};

export const has = (field: string, operator: Operator, value: Value | readonly Value[]): Condition => ({
  field,
  operator,
  value,
});

/** The conditions that are there, all of which must hold; undefined where there is none. */
export function allOf(...conditions: readonly (Condition | false | undefined)[]): Condition | undefined {
  const all = conditions.filter((one) => one !== undefined && one !== false);
  return all.length > 1 ? { all } : all[0];
}

/**
 * A query as SOQL. Rows come under the names of fields, those of a grouped query under `aliasOf`. Throws `invalid_input` for
 * a text that has no safe form, and a plain Error for what only this code can have got wrong.
 */
export function compile(query: Query, { limit, offset = 0 }: { limit: number; offset?: number }): string {
  const { columns, from, where, groupBy = [], orderBy = [] } = query;
  const isGrouped = groupBy.length > 0;
  const selected = Object.values(columns).map((column, index) =>
    isGrouped ? `${expression(column)} ${aliasOf(index)}` : expression(column),
  );
  const text = [
    `SELECT ${[...new Set(selected)].join(", ")} FROM ${name(from)}`,
    where && ` WHERE ${condition(where)}`,
    isGrouped && ` GROUP BY ${groupBy.map((group) => expression(columns[group] as Column)).join(", ")}`,
    orderBy.length > 0 && ` ORDER BY ${orderBy.map(ordering).join(", ")}`,
    ` LIMIT ${integer(limit)}`,
    offset > 0 && ` OFFSET ${integer(offset)}`,
  ]
    .filter(Boolean)
    .join("");
  if (text.length > LIMITS.queryCharacters)
    throw new ToolError("invalid_input", "This asks for too much at once; nothing was read.", {
      next: "Narrow the filter.",
    });
  return text;
}

/** Under which name a grouped row holds its column of that index. Salesforce's own would be `expr0`, or clash. */
export const aliasOf = (index: number): string => `c${index}`;

/** Every field a query names, apart: those a row could do without, and those that decide which rows come and in what order. */
export function fieldsOf({ columns, where, groupBy = [], orderBy = [] }: Query) {
  const shown = Object.entries(columns).map(([name, column]) => ({ name, field: fieldOf(column) }));
  const groups = groupBy.map((name) => fieldOf(columns[name] as Column));
  return {
    shown,
    deciding: [...(where ? inCondition(where) : []), ...orderBy.map(({ field }) => field), ...groups],
  };
}

const fieldOf = (column: Column): string => (typeof column === "string" ? column : column.of);

const inCondition = (one: Condition): string[] =>
  "field" in one ? [one.field] : ("all" in one ? one.all : one.any).flatMap(inCondition);

function expression(column: Column): string {
  if (typeof column === "string") return path(column);
  return `${AGGREGATES[column.by]}(${path(column.of)})`;
}

// Without NULLS LAST what has no date would come first in either direction.
const ordering = ({ field, direction = "asc" }: Order) =>
  `${path(field)} ${direction === "asc" ? "ASC" : "DESC"} NULLS LAST`;

const NAME = /^[A-Za-z]\w{0,79}$/;

function name(text: string): string {
  if (!NAME.test(text)) throw new Error(`"${text}" is no name in a query`);
  return text;
}

const path = (text: string): string => text.split(".").map(name).join(".");

const COMPARISONS = { eq: "=", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" } as const;

function condition(one: Condition): string {
  if ("all" in one) return joined(one.all, " AND ");
  if ("any" in one) return joined(one.any, " OR ");
  const { operator, value } = one;
  const field = path(one.field);
  switch (operator) {
    case "in":
    case "not_in":
      return membership(field, operator, value as readonly Value[]);
    case "contains":
      return `${field} LIKE '%${pattern(String(value))}%'`;
    case "starts_with":
      return `${field} LIKE '${pattern(String(value))}%'`;
    case "is_null":
      return `${field} ${value === true ? "=" : "!="} null`;
    case "in_last_days":
      return `${field} = LAST_N_DAYS:${integer(value as number)}`;
    default:
      return `${field} ${COMPARISONS[operator]} ${literal(value as Value)}`;
  }
}

function joined(conditions: readonly Condition[], separator: " AND " | " OR "): string {
  if (conditions.length === 0) throw new Error("a list of conditions is empty");
  return `(${conditions.map(condition).join(separator)})`;
}

/** An empty list has no form in SOQL: nothing is in it, everything is outside. Every record has an id. */
function membership(field: string, operator: "in" | "not_in", values: readonly Value[]): string {
  if (values.length === 0) return `Id ${operator === "in" ? "=" : "!="} null`;
  return `${field} ${operator === "in" ? "IN" : "NOT IN"} (${values.map(literal).join(", ")})`;
}

/** A value as SOQL writes it: text between quotes, all else without (reference, section 4). */
export function literal(value: Value): string {
  if (typeof value === "string") return `'${escaped(value)}'`;
  if (typeof value === "number") return decimal(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value === null) return "null";
  if ("day" in value) return day(value.day);
  return new Date(value.moment).toISOString();
}

const ESCAPES: Record<string, string> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

function escaped(text: string): string {
  const written = text.replace(/[\\'"\n\r\t\b\f]/g, (character) => ESCAPES[character] as string);
  // Whatever is left of these has no escape that Salesforce documents.
  if (/\p{Cc}/u.test(written) || !text.isWellFormed())
    throw new ToolError("invalid_input", "A text in this call holds control characters; nothing was read.");
  return written;
}

/** The inside of a LIKE literal in which the text stands for itself, its `%` and `_` too. */
const pattern = (text: string): string => escaped(text).replace(/[%_]/g, "\\$&");

function decimal(value: number): string {
  const written = String(value);
  if (!/^-?\d{1,18}(\.\d{1,12})?$/.test(written))
    throw new ToolError("invalid_input", "A number in this call is too large or too fine; nothing was read.");
  return written;
}

function integer(value: number): string {
  if (!Number.isInteger(value) || value < 0) throw new Error("a count in a query is no whole number");
  return decimal(value);
}

function day(date: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || new Date(date).toJSON()?.startsWith(date) !== true)
    throw new ToolError("invalid_input", "A date in this call is no day of the calendar; nothing was read.");
  return date;
}

const CHECKED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * True for an id of 15 characters, or of 18 whose last three agree with the rest: five bits each, one per character, that
 * say which are capitals [recalled]. So an id written in other capitals is found out here and not in somebody else's record.
 */
export function isId(text: string): boolean {
  if (!/^[A-Za-z0-9]{15}([A-Z0-5]{3})?$/.test(text)) return false;
  return text.length === 15 || text === longId(text.slice(0, 15));
}

/** The 18 characters of an id that is given in 15. */
export function longId(id: string): string {
  if (id.length !== 15) return id;
  const checks = [0, 5, 10].map((start) => {
    const capitals = [...id.slice(start, start + 5)].map((character) => /[A-Z]/.test(character));
    return CHECKED[capitals.reduce((bits, isCapital, index) => bits + (isCapital ? 1 << index : 0), 0)];
  });
  return id + checks.join("");
}
