import type { FunctionExp } from "@jetstreamapp/soql-parser-js";
import { malformedQuery } from "../errors.ts";
import { type Field, field } from "../objects/field.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { Row, Value } from "../store.ts";
import { type Path, partsOf, resolvePath, type SoqlContext } from "./context.ts";

const aggregates = new Set(["COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"]);

export const isAggregate = (name: string | undefined): boolean => aggregates.has((name ?? "").toUpperCase());

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
const quarterOf = (date: Date): number => Math.floor(date.getUTCMonth() / 3) + 1;

/**
 * Parts of a date by UTC: the functions that convert to a person's zone are not there. Fiscal years begin in January.
 */
const dateParts: Record<string, (date: Date) => number | string> = {
  CALENDAR_YEAR: (date) => date.getUTCFullYear(),
  CALENDAR_QUARTER: quarterOf,
  CALENDAR_MONTH: (date) => date.getUTCMonth() + 1,
  FISCAL_YEAR: (date) => date.getUTCFullYear(),
  FISCAL_QUARTER: quarterOf,
  FISCAL_MONTH: (date) => date.getUTCMonth() + 1,
  DAY_IN_MONTH: (date) => date.getUTCDate(),
  DAY_IN_WEEK: (date) => date.getUTCDay() + 1,
  DAY_IN_YEAR: dayOfYear,
  WEEK_IN_MONTH: (date) => Math.ceil(date.getUTCDate() / 7),
  WEEK_IN_YEAR: (date) => Math.ceil(dayOfYear(date) / 7),
  HOUR_IN_DAY: (date) => date.getUTCHours(),
  DAY_ONLY: (date) => date.toISOString().slice(0, 10),
};

/** A computed column: `field` says how its value may be compared and sorted. */
export type Expression = { field: Field; name: string; get(row: Row): Value };

/** A function of one field's value within a row: parts of a date, and those that only change how a value is shown. */
export function rowFunction(
  context: SoqlContext,
  object: ObjectType,
  expression: FunctionExp,
  alias?: string,
): Expression {
  const name = (expression.functionName ?? "").toUpperCase();
  const path = parameterOf(context, object, expression, alias);
  // Labels and API values are the same words in this org, and it has one currency.
  if (name === "TOLABEL" || name === "FORMAT" || name === "CONVERTCURRENCY") {
    const get = name === "FORMAT" ? (row: Row) => asText(path.get(row)) : path.get;
    return { field: path.field, name: path.field.name, get };
  }
  const part = dateParts[name];
  if (!part) throw malformedQuery(`unexpected token: '${expression.functionName}'`);
  const get = (row: Row): Value => {
    const value = path.get(row);
    return typeof value === "string" ? part(new Date(value.replace("+0000", "Z"))) : null;
  };
  const result = name === "DAY_ONLY" ? field(path.field.name, "date") : field(path.field.name, "int");
  return { field: result, name: path.field.name, get };
}

const asText = (value: Value): Value => (typeof value === "number" ? value.toLocaleString("en-US") : value);

/** Functions of functions are not evaluated; the demo's queries have none. */
function parameterOf(
  context: SoqlContext,
  object: ObjectType,
  { parameters = [], rawValue }: FunctionExp,
  alias?: string,
): Path {
  const [parameter] = parameters;
  if (typeof parameter !== "string") throw malformedQuery(`unexpected token: '${rawValue ?? "("}'`);
  return resolvePath(context, object, partsOf(parameter, object, alias));
}

/** An aggregate over the rows of a group. COUNT(Id) counts what is not empty, an average of nothing is null. */
export function aggregateFunction(
  context: SoqlContext,
  object: ObjectType,
  expression: FunctionExp,
  alias?: string,
): { field: Field; get(rows: Row[]): Value } {
  const name = (expression.functionName ?? "").toUpperCase();
  if (name === "COUNT" && (expression.parameters ?? []).length === 0) {
    return { field: field("count", "int"), get: (rows) => rows.length };
  }
  const path = parameterOf(context, object, expression, alias);
  const values = (rows: Row[]) => rows.map(path.get).filter((value) => value !== null);
  const numbers = (rows: Row[]) => values(rows).map(Number);
  // Rounded to a millionth: sums of money in binary fractions would otherwise show their tails.
  const sum = (rows: Row[]) =>
    Math.round(numbers(rows).reduce((total, value) => total + value, 0) * 1e6) / 1e6;
  const extreme = (rows: Row[], sign: 1 | -1): Value =>
    values(rows).reduce<Value>(
      (best, value) => (best === null || (value > best ? 1 : -1) === sign ? value : best),
      null,
    );
  const counted = field(path.field.name, "int");
  switch (name) {
    case "COUNT":
      return { field: counted, get: (rows) => values(rows).length };
    // Texts that differ in case are different here, unlike in comparisons [open].
    case "COUNT_DISTINCT":
      return { field: counted, get: (rows) => new Set(values(rows)).size };
    case "SUM":
      return { field: path.field, get: (rows) => (values(rows).length === 0 ? null : sum(rows)) };
    case "AVG":
      return {
        field: field(path.field.name, "double"),
        get: (rows) => (values(rows).length === 0 ? null : sum(rows) / values(rows).length),
      };
    case "MIN":
      return { field: path.field, get: (rows) => extreme(rows, -1) };
    default:
      return { field: path.field, get: (rows) => extreme(rows, 1) };
  }
}
