import type { FieldType, FieldTypeOf, QueryBase, Subquery } from "@jetstreamapp/soql-parser-js";
import { invalidField, malformedQuery } from "../errors.ts";
import { childRelationships, objectOfId } from "../objects/index.ts";
import type { ObjectType } from "../objects/object-type.ts";
import { anyName } from "../objects/sales.ts";
import type { Row, Value } from "../store.ts";
import { placeOf, pointAt } from "./caret.ts";
import { follow, partsOf, resolvePath, type SoqlContext, type Step, stepTo } from "./context.ts";
import { rowFunction } from "./functions.ts";
import { runRows } from "./run-rows.ts";

/** A record as it is sent. */
export type Rendered = Record<string, unknown>;
type Part = (row: Row) => unknown;

/** What a query's SELECT makes of a row: by key in the order selected, relations nested. */
export type Projection = { parts: Map<string, Part>; width: number; render(row: Row): Rendered };

/** The fields selected of one object, and of those reached from it. A relation's place is kept among the values. */
type Node = { values: Map<string, Part>; relations: Map<string, { step: Step; node: Node }> };

/** A record's address, relative to the org. */
export const urlOf = (version: string, object: string, id: string): string =>
  `/services/data/${version}/sobjects/${object}/${id}`;

/** Prepares a SELECT once for all rows, and refuses what the asker may not name before any row is looked at. */
export function project(context: SoqlContext, object: ObjectType, query: QueryBase): Projection {
  const root: Node = { values: new Map(), relations: new Map() };
  for (const item of expandFields(context, object, query)) addItem(context, object, query, root, item);
  const parts = partsFrom(context, root);
  return { parts, width: widthOf(root), render: (row) => renderRow(context, object, parts, row) };
}

/** Columns of a row with all its relations: wide rows come in smaller pages. */
const widthOf = ({ values, relations }: Node): number =>
  values.size + [...relations.values()].reduce((total, { node }) => total + widthOf(node), 0);

/** The keys of a node in the order in which the query names them first. */
function partsFrom(context: SoqlContext, { values, relations }: Node): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const [name, part] of values) {
    const relation = relations.get(name);
    parts.set(name, relation ? relationPart(context, relation.step, relation.node) : part);
  }
  return parts;
}

function relationPart(context: SoqlContext, step: Step, node: Node): Part {
  const parts = partsFrom(context, node);
  return (row) => {
    const related = follow(context, row, step);
    // Empty, deleted and not shared look the same: the relation is null and the row stays.
    if (!related) return null;
    // Behind a reference to several objects the type shown is "Name", the address is the record's own [recalled].
    const object = objectOfId(related.Id);
    const rendered = renderRow(context, object ?? step.target, parts, related);
    return step.target === anyName
      ? {
          ...rendered,
          attributes: { type: "Name", url: urlOf(context.version, object?.name ?? "", related.Id) },
        }
      : rendered;
  };
}

function renderRow(context: SoqlContext, object: ObjectType, parts: Map<string, Part>, row: Row): Rendered {
  const rendered: Rendered = {
    attributes: { type: object.name, url: urlOf(context.version, object.name, row.Id) },
  };
  for (const [name, part] of parts) rendered[name] = part(row);
  return rendered;
}

function addItem(
  context: SoqlContext,
  object: ObjectType,
  query: QueryBase,
  root: Node,
  item: FieldType,
): void {
  const alias = query.sObjectAlias;
  if (item.type === "Field") {
    addPath(context, object, root, partsOf(item.field, object, alias));
  } else if (item.type === "FieldRelationship") {
    const name = [...item.relationships, item.field].join(".");
    addPath(context, object, root, partsOf(name, object, alias));
  } else if (item.type === "FieldFunctionExpression") {
    const { name, get } = rowFunction(context, object, item, alias);
    root.values.set(item.alias ?? name, get);
  } else if (item.type === "FieldSubquery") {
    addSubquery(context, object, root, item.subquery);
  } else {
    root.values.set(item.field, typeOfPart(context, object, item));
  }
}

function addPath(context: SoqlContext, object: ObjectType, root: Node, parts: string[]): void {
  const path = resolvePath(context, object, parts);
  let node = root;
  for (const step of path.steps) {
    let relation = node.relations.get(step.name);
    if (!relation) {
      relation = { step, node: { values: new Map(), relations: new Map() } };
      node.relations.set(step.name, relation);
      node.values.set(step.name, () => null);
    }
    node = relation.node;
  }
  // Salesforce refuses a field that is named twice, even by different spellings.
  if (node.values.has(path.field.name)) {
    const message = `duplicate field selected: ${parts.join(".")}`;
    throw malformedQuery(pointAt(context.text, placeOf(context.text, parts.join(".")), message));
  }
  node.values.set(path.field.name, (row) => row[path.field.name] ?? null);
}

/** FIELDS(ALL), FIELDS(STANDARD) and FIELDS(CUSTOM) as the fields they stand for. */
function expandFields(context: SoqlContext, object: ObjectType, query: QueryBase): FieldType[] {
  return (query.fields ?? []).flatMap((item) => {
    if (item.type !== "FieldFunctionExpression" || item.functionName.toUpperCase() !== "FIELDS") return item;
    const kind = String(item.parameters[0]).toUpperCase();
    // The vendor's bound on FIELDS(ALL) and FIELDS(CUSTOM), which could bring hundreds of columns.
    if (kind !== "STANDARD" && (query.limit === undefined || query.limit > 200)) {
      throw malformedQuery(`The SOQL FIELDS function must have a LIMIT of at most 200`);
    }
    return context.rights
      .fields(object)
      .filter(({ custom }) => kind === "ALL" || custom === (kind === "CUSTOM"))
      .map(({ name }): FieldType => ({ type: "Field", field: name }));
  });
}

/** A list of records within the record. One level deep, and null where there is none (reference, section 4). */
function addSubquery(context: SoqlContext, object: ObjectType, root: Node, subquery: Subquery): void {
  const wanted = subquery.relationshipName.toLowerCase();
  const relationship = childRelationships(object).find(
    ({ name, child, field }) =>
      name?.toLowerCase() === wanted &&
      context.rights.maySee(child) &&
      context.rights.field(child, field.name) !== undefined,
  );
  if (!relationship) {
    const message = `Didn't understand relationship '${subquery.relationshipName}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`;
    throw invalidField(pointAt(context.text, placeOf(context.text, subquery.relationshipName), message));
  }
  const { child, field, name } = relationship;
  const projection = project(context, child, subquery);
  root.values.set(name ?? wanted, (row) => {
    // Looked up for each row when it is rendered: pages that nobody fetches cost nothing.
    const children = context.org.store.matching(child.name, field.name, row.Id);
    const rows = runRows(context, child, subquery, children);
    return rows.length === 0
      ? null
      : { totalSize: rows.length, done: true, records: rows.map(projection.render) };
  });
}

/** TYPEOF: other fields of a referred record for each object it may belong to. */
function typeOfPart(context: SoqlContext, object: ObjectType, { field, conditions }: FieldTypeOf): Part {
  const step = stepTo(context, object, field);
  if (!step) resolvePath(context, object, [field, "Id"]);
  const branches = conditions.map(({ objectType, fieldList }) => {
    const target = objectType ? context.rights.object(objectType) : anyName;
    const paths = fieldList.map((name) => resolvePath(context, target ?? anyName, [name]));
    return { target, paths };
  });
  return (row): Rendered | null => {
    const related = step && follow(context, row, step);
    const found = related && objectOfId(related.Id);
    if (!related || !found) return null;
    // ELSE is kept as the branch of the general object, so it is what remains.
    const branch =
      branches.find(({ target }) => target === found) ?? branches.find(({ target }) => target === anyName);
    const values: [string, Value][] = (branch?.paths ?? []).map((path) => [
      path.field.name,
      path.get(related),
    ]);
    return {
      attributes: { type: found.name, url: urlOf(context.version, found.name, related.Id) },
      ...Object.fromEntries(values),
    };
  };
}
