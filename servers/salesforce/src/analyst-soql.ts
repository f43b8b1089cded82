import { ToolError } from "@gatehouse/tool";
import {
  type Condition,
  composeQuery,
  type FieldFunctionExpression,
  type FieldType,
  type FunctionExp,
  type HavingClause,
  parseQuery,
  type Query,
  type WhereClause,
} from "@jetstreamapp/soql-parser-js";
import { OBJECTS, type ObjectName, type Objects } from "./objects.ts";

/** Functions that only compute from what they are given. */
const FUNCTIONS = new Set([
  "AVG",
  "COUNT",
  "COUNT_DISTINCT",
  "MIN",
  "MAX",
  "SUM",
  "CALENDAR_MONTH",
  "CALENDAR_QUARTER",
  "CALENDAR_YEAR",
  "DAY_IN_MONTH",
  "DAY_IN_WEEK",
  "DAY_ONLY",
  "FISCAL_MONTH",
  "FISCAL_QUARTER",
  "FISCAL_YEAR",
  "HOUR_IN_DAY",
  "WEEK_IN_MONTH",
  "WEEK_IN_YEAR",
]);

/**
 * Clauses that write (FOR VIEW, FOR UPDATE, UPDATE TRACKING), that widen what is seen, or that this server has no use for.
 * A key of the parser's that is in neither list is refused too, so that a new clause is not let through unread.
 */
const CLAUSES = new Set(["fields", "sObject", "where", "groupBy", "having", "orderBy", "limit", "offset"]);

export type CheckedSoql = {
  soql: string;
  /** Title of each column, and the path or key under which a row holds it. */
  columns: { title: string; path: string }[];
};

const refused = (why: string) =>
  new ToolError("invalid_input", `This query ${why}; nothing was read.`, {
    next: "Write one SELECT over fields of salesforce_describe_object.",
  });

/**
 * Reads a query that somebody wrote and writes it anew from what was understood: one SELECT over objects and fields this
 * server may use, at most `limit` rows. Whatever the parser does not know is refused, never passed on.
 */
export function checkedSoql(text: string, objects: Objects, limit: number): CheckedSoql {
  const query = unaliased(parsed(text));
  checkQuery(query, objects, false);
  const columns = columnsOf(query);
  // Salesforce refuses two columns of one name, and if it did not, one's values would stand under both.
  if (new Set(columns.map(({ path }) => path.toLowerCase())).size < columns.length)
    throw refused("has two columns of one name: give one an alias");
  const rows = Math.min(query.limit ?? limit, limit);
  return { soql: composeQuery({ ...query, limit: rows }), columns };
}

/**
 * The query with what an alias stands for in its place in the order. An alias may bear the name of a field that is not for
 * this server to read, and which of the two an order means is the vendor's to say.
 */
function unaliased(query: Query): Query {
  if (query.orderBy === undefined) return query;
  const functions = new Map(
    (query.fields ?? []).flatMap((field) =>
      field.type === "FieldFunctionExpression" && field.alias !== undefined ? [[field.alias, field]] : [],
    ),
  );
  const orderBy = list(query.orderBy).map((order) => {
    const meant = "field" in order ? functions.get(order.field) : undefined;
    if (meant === undefined) return order;
    const { functionName, parameters, rawValue } = meant;
    const { order: direction, nulls } = order;
    const fn = { functionName, parameters, rawValue } as FunctionExp;
    return { fn, ...(direction && { order: direction }), ...(nulls && { nulls }) };
  });
  return { ...query, orderBy };
}

function parsed(text: string): Query {
  try {
    return parseQuery(text);
  } catch (cause) {
    throw new ToolError(
      "invalid_input",
      "This is no query in SOQL that can be understood; nothing was read.",
      {
        cause,
        next: "Write one SELECT without comments, aliases of objects or bind variables.",
      },
    );
  }
}

function checkQuery(query: Query, objects: Objects, isInner: boolean): void {
  const unknown = Object.keys(query).find((key) => !CLAUSES.has(key));
  if (unknown !== undefined) throw refused(`has a clause that is not allowed here (${words(unknown)})`);
  const object = OBJECTS.find((name) => name.toLowerCase() === query.sObject?.toLowerCase());
  if (object === undefined) throw refused(`reads an object other than ${OBJECTS.join(", ")}`);
  const use = (path: string) => checkField(objects, object, path);
  const fields = query.fields ?? [];
  if (isInner && fields.length !== 1) throw refused("has an inner SELECT of more than one field");
  for (const field of fields) checkSelected(field, use);
  for (const { field, fn } of list(query.groupBy) as { field?: string; fn?: FunctionExp }[])
    each(field, fn, use);
  for (const { field, fn } of list(query.orderBy) as { field?: string; fn?: FunctionExp }[])
    each(field, fn, use);
  checkConditions(query.where, use, objects);
  checkConditions(query.having, use, objects);
}

const words = (key: string): string => key.replace(/[A-Z]/g, " $&").toLowerCase();
const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Names in SOQL are the same in any case; those of this server are written as Salesforce writes them. */
function checkField(objects: Objects, object: ObjectName, path: string): void {
  if (objects.field(object, path).isPersonal)
    throw new ToolError("not_allowed", `${path} is not read this way; nothing was read.`, {
      next: "Use salesforce_get_record for one person.",
    });
}

type Use = (path: string) => void;

function checkSelected(field: FieldType, use: Use): void {
  if ("objectPrefix" in field) throw refused("gives its object another name");
  if (field.type === "Field") use(field.field);
  else if (field.type === "FieldRelationship") use([...field.relationships, field.field].join("."));
  else if (field.type === "FieldFunctionExpression") checkFunction(field, use);
  else throw refused("selects from related records or by type");
}

function checkFunction(
  { functionName = "", parameters = [] }: FunctionExp | FieldFunctionExpression,
  use: Use,
): void {
  if (!FUNCTIONS.has(functionName.toUpperCase())) throw refused("calls a function that is not allowed here");
  if (parameters.length !== 1) throw refused("calls a function without saying of which field");
  const [parameter] = parameters;
  if (typeof parameter === "string") use(parameter);
  else checkFunction(parameter as FunctionExp, use);
}

function each(field: string | undefined, fn: FunctionExp | undefined, use: Use): void {
  if (field !== undefined) use(field);
  else if (fn !== undefined) checkFunction(fn, use);
  else throw refused("has a part that was not understood");
}

type Node = { left?: Condition | null; right?: Node };

function checkConditions(clause: WhereClause | HavingClause | undefined, use: Use, objects: Objects): void {
  let node = clause as Node | undefined;
  for (; node !== undefined; node = node.right) {
    const one = (node.left ?? {}) as { field?: string; fn?: FunctionExp; valueQuery?: Query };
    if (one.valueQuery !== undefined) checkQuery(one.valueQuery, objects, true);
    // What is left is an opening parenthesis of a NOT.
    if (one.field !== undefined || one.fn !== undefined) each(one.field, one.fn, use);
  }
}

/** A grouped row holds a bare field under its last name, and an unnamed function as `expr0` and so on. */
function columnsOf({ fields = [], groupBy }: Query): CheckedSoql["columns"] {
  const isGrouped =
    groupBy !== undefined || fields.some((field) => "isAggregateFn" in field && field.isAggregateFn);
  let unnamed = 0;
  return fields.map((field) => {
    if (field.type === "FieldFunctionExpression") {
      const path = field.alias ?? `expr${unnamed++}`;
      return { title: field.alias ?? field.rawValue ?? path, path };
    }
    const named = field as { field: string; relationships?: string[]; alias?: string };
    const whole = [...(named.relationships ?? []), named.field].join(".");
    return { title: named.alias ?? whole, path: isGrouped ? (named.alias ?? named.field) : whole };
  });
}
