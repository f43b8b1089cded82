import type { Condition, FunctionExp, Query, QueryBase } from "@jetstreamapp/soql-parser-js";
import { invalidType, unsupportedObject } from "../errors.ts";
import { readId } from "../ids.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { Row, Value } from "../store.ts";
import { placeOf, pointAt, unexpectedToken } from "./caret.ts";
import { partsOf, resolvePath, type SoqlContext } from "./context.ts";
import { rowFunction } from "./functions.ts";
import { type Leaf, leafTest, literalsOf, type Tree, testOf, treeOf } from "./where.ts";

/** The object a query is about. Throws INVALID_TYPE for one that is not there or that the asker has no right to. */
export function objectOf(context: SoqlContext, name: string | undefined): ObjectType {
  const object = context.rights.object(name ?? "");
  if (object) return object;
  const place = placeOf(context.text, name ?? "", "FROM");
  throw invalidType(pointAt(context.text, place, unsupportedObject(name ?? "")));
}

/** The rows that the asker may see and that the query's conditions let pass, in no order. */
export function selectRows(
  context: SoqlContext,
  object: ObjectType,
  query: QueryBase,
  candidates?: Iterable<Row>,
): Row[] {
  const tree = query.where && treeOf(context.text, query.where);
  const test = tree && testOf<Row>(tree, (leaf) => rowTest(context, object, leaf, query.sObjectAlias));
  // USING SCOPE narrows to own records; team scopes are not evaluated and leave the rows as they are.
  const isMine = query.usingScope?.toLowerCase() === "mine";
  const source =
    candidates ?? (tree && fromIndex(context, object, tree)) ?? context.org.store.rows(object.name);
  const rows: Row[] = [];
  for (const row of source) {
    // queryAll sees what was deleted and archived, and still only what is shared.
    if (!context.allRows && (row.IsDeleted === true || row.IsArchived === true)) continue;
    if (isMine && row.OwnerId !== context.userId) continue;
    if (test && !test(row)) continue;
    // Last, because it is the dearest test; a row that fails any of them leaves no trace in the answer.
    if (context.sharing.sees(object.name, row)) rows.push(row);
  }
  return rows;
}

/** One condition as a test of a row. */
function rowTest(context: SoqlContext, object: ObjectType, { condition }: Leaf, alias?: string) {
  const { field, get } = leftSide(context, object, condition, alias);
  if (condition.valueQuery) {
    const { operator } = condition as { operator: string };
    // The inner query is evaluated once, as the same person: it opens nothing the outer one would not.
    const ids = semiJoin(context, condition.valueQuery);
    return (row: Row) => ids.has(get(row)) === (operator !== "NOT IN");
  }
  const test = leafTest(field, condition, context.org.today);
  return (row: Row) => test(get(row));
}

/** What a condition compares: a field, maybe behind references, or a function of one. */
function leftSide(context: SoqlContext, object: ObjectType, condition: Condition, alias?: string) {
  if ("fn" in condition) return rowFunction(context, object, condition.fn as FunctionExp, alias);
  const name = "field" in condition ? condition.field : "";
  return resolvePath(context, object, partsOf(name, object, alias), "WHERE");
}

/** The values of the one column of a subquery in a condition. */
function semiJoin(context: SoqlContext, query: Query): Set<Value> {
  const object = objectOf(context, query.sObject);
  const [first] = query.fields ?? [];
  if (first?.type !== "Field" && first?.type !== "FieldRelationship")
    throw unexpectedToken(context.text, "SELECT", 0);
  const name = first.type === "Field" ? first.field : [...first.relationships, first.field].join(".");
  const path = resolvePath(context, object, partsOf(name, object, query.sObjectAlias));
  return new Set(selectRows(context, object, query).map(path.get));
}

/** Fewer rows to look at, where a condition that must hold asks a reference or the id for certain values. */
function fromIndex(context: SoqlContext, object: ObjectType, tree: Tree): Row[] | undefined {
  if (tree.kind === "and") {
    for (const part of tree.parts) {
      const rows = fromIndex(context, object, part);
      if (rows) return rows;
    }
    return undefined;
  }
  if (tree.kind !== "leaf") return undefined;
  const { condition } = tree.leaf;
  if (!("field" in condition) || condition.valueQuery) return undefined;
  if (condition.operator !== "=" && condition.operator !== "IN") return undefined;
  const field = context.rights.field(object, condition.field);
  if (field?.type !== "id" && field?.type !== "reference") return undefined;
  const literals = literalsOf(condition);
  // A literal of the wrong type must be refused by the comparison, not skipped by the index.
  if (literals.some(({ type }) => type !== "STRING")) return undefined;
  const ids = new Set(literals.flatMap(({ text }) => readId(text.slice(1, -1)) ?? []));
  const { store } = context.org;
  return [...ids].flatMap((id) =>
    field.type === "id" ? (store.read(object.name, id) ?? []) : store.matching(object.name, field.name, id),
  );
}
