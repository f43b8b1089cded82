import type { FieldType, FunctionExp, Query } from "@jetstreamapp/soql-parser-js";
import { malformedQuery } from "../errors.ts";
import type { Field } from "../objects/field.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { Row, Value } from "../store.ts";
import { partsOf, resolvePath, type SoqlContext } from "./context.ts";
import { aggregateFunction, isAggregate, rowFunction } from "./functions.ts";
import { orderItems } from "./order-rows.ts";
import type { Rendered } from "./project-rows.ts";
import { cut } from "./run-rows.ts";
import { selectRows } from "./select-rows.ts";
import { leafTest, testOf, treeOf } from "./where.ts";

type Column = { field: Field; get(rows: Row[]): Value };

/** A query without GROUP BY has one group, all of its rows, once it selects an aggregate. */
export const hasGroups = (query: Query): boolean =>
  query.groupBy !== undefined ||
  (query.fields ?? []).some(
    (item) => item.type === "FieldFunctionExpression" && isAggregate(item.functionName),
  );

/** The answer of a query with aggregates or groups: one record per group, without an address. */
export function runGroups(context: SoqlContext, object: ObjectType, query: Query): Rendered[] {
  const alias = query.sObjectAlias;
  const keys = [query.groupBy ?? []].flat().map((clause) => keyOf(context, object, clause, alias));
  const columnOf = (expression: FunctionExp | string): Column => {
    if (typeof expression !== "string" && isAggregate(expression.functionName))
      return aggregateFunction(context, object, expression, alias);
    return groupColumn(context, object, expression, keys, alias);
  };
  const columns = columnsOf(query.fields ?? [], columnOf, object, alias);
  // ORDER BY may name a column by its alias; HAVING spells it out [recalled].
  const byAlias = (name: string) => columns.find((column) => column.name === name);
  let groups = groupRows(selectRows(context, object, query), keys, query.groupBy === undefined);
  // HAVING is a condition over groups, so its left side is a column and not a field of a row.
  if (query.having) {
    const tree = treeOf(context.text, query.having);
    const test = testOf<Row[]>(tree, ({ condition }) => {
      const { field, get } = columnOf(
        "fn" in condition ? condition.fn : "field" in condition ? condition.field : "",
      );
      const isMet = leafTest(field, condition, context.org.today);
      return (rows) => isMet(get(rows));
    });
    groups = groups.filter(test);
  }
  const ordered = orderItems(groups, query, (clause) =>
    "fn" in clause ? columnOf(clause.fn) : (byAlias(clause.field) ?? columnOf(clause.field)),
  );
  return cut(ordered, query).map((rows) => ({
    // No address: a group is no record (reference, section 4).
    attributes: { type: "AggregateResult" },
    ...Object.fromEntries(columns.map(({ name, get }) => [name, get(rows)])),
  }));
}

/** Something grouped by; `raw` is how the query spells it, by which a column is recognised. */
type Key = Column & { raw: string };

function keyOf(
  context: SoqlContext,
  object: ObjectType,
  clause: { field: string } | { fn: FunctionExp },
  alias?: string,
): Key {
  const isFunction = "fn" in clause;
  const source = isFunction
    ? rowFunction(context, object, clause.fn, alias)
    : resolvePath(context, object, partsOf(clause.field, object, alias), "GROUP");
  // Money, moments and long texts cannot be grouped by; describe says so of each field.
  if (!isFunction && !source.field.groupable)
    throw malformedQuery(`field '${source.field.name}' can not be grouped in a query call`);
  const raw = isFunction ? (clause.fn.rawValue ?? "") : partsOf(clause.field, object, alias).join(".");
  const get = (rows: Row[]): Value => {
    const [first] = rows;
    return first ? source.get(first) : null;
  };
  return { raw: raw.toLowerCase().replace(/\s/g, ""), field: source.field, get };
}

/** A column that is no aggregate must be one of the things grouped by. */
function groupColumn(
  context: SoqlContext,
  object: ObjectType,
  expression: FunctionExp | string,
  keys: Key[],
  alias?: string,
): Column {
  const raw =
    typeof expression === "string"
      ? partsOf(expression, object, alias).join(".")
      : (expression.rawValue ?? "");
  const key = keys.find((known) => known.raw === raw.toLowerCase().replace(/\s/g, ""));
  if (key) return key;
  if (typeof expression === "string") resolvePath(context, object, partsOf(expression, object, alias));
  throw malformedQuery(`Field must be grouped or aggregated: ${raw}`);
}

/** Columns by name: what the query calls them, the field's own name, or `expr0`, `expr1` in order. */
function columnsOf(
  items: FieldType[],
  columnOf: (expression: FunctionExp | string) => Column,
  object: ObjectType,
  alias?: string,
): (Column & { name: string })[] {
  let unnamed = 0;
  return items.map((item) => {
    if (item.type === "FieldFunctionExpression") {
      return { ...columnOf(item), name: item.alias ?? `expr${unnamed++}` };
    }
    if (item.type !== "Field" && item.type !== "FieldRelationship")
      throw malformedQuery("Grouped queries cannot have subqueries");
    const raw = item.type === "Field" ? item.field : [...item.relationships, item.field].join(".");
    const column = columnOf(partsOf(raw, object, alias).join("."));
    const named = "alias" in item && item.alias ? item.alias : column.field.name;
    return { ...column, name: named };
  });
}

/** Groups in the order in which their first rows were found; an order is only promised by ORDER BY. */
function groupRows(rows: Row[], keys: Key[], isWhole: boolean): Row[][] {
  // Also for no rows at all: an aggregate over nothing is one row with 0 or null.
  if (isWhole) return [rows];
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keys.map(({ get }) => get([row]))));
  return [...groups.values()];
}
