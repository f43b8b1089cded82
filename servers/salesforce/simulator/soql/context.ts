import type { Rights } from "../access/rights.ts";
import type { Sharing } from "../access/sharing.ts";
import { invalidField } from "../errors.ts";
import type { Field } from "../objects/field.ts";
import { objectNamed, objectOfId } from "../objects/index.ts";
import type { ObjectType } from "../objects/object-type.ts";
import { anyName } from "../objects/sales.ts";
import type { Org } from "../org.ts";
import type { Row, Value } from "../store.ts";
import { placeOf, pointAt } from "./caret.ts";

/** What evaluating a query needs: the org, the asker's rights, and the words for error messages. */
export type SoqlContext = {
  org: Org;
  rights: Rights;
  sharing: Sharing;
  version: string;
  text: string;
  /** Whether deleted and archived rows count too. */
  allRows: boolean;
  userId: string;
};

/** One step along a reference, to a record of `target`. */
export type Step = { field: Field; name: string; target: ObjectType };

/** A field as a query names it, maybe behind references. */
export type Path = { object: ObjectType; field: Field; steps: Step[]; get(row: Row): Value };

const hint = (mark: string, kind: string, what: string) =>
  `If you are attempting to use a custom ${kind}, be sure to append the '${mark}' after the custom ${what} name. Please reference your WSDL or the describe call for the appropriate names.`;

/** The parts of a field's name, without the alias or name of the object it may begin with. */
export function partsOf(name: string, object: ObjectType, alias?: string): string[] {
  const parts = name.split(".");
  const first = parts[0]?.toLowerCase();
  const isOwn = first === alias?.toLowerCase() || first === object.name.toLowerCase();
  // "Account.Name" on a contact is a reference, on an account itself it is the account's own name.
  return parts.length > 1 && isOwn ? parts.slice(1) : parts;
}

/** A field by its path from `object`. Throws INVALID_FIELD for what is not there and for what the asker may not see, alike. */
export function resolvePath(context: SoqlContext, object: ObjectType, parts: string[], after?: string): Path {
  const raw = parts.join(".");
  const steps: Step[] = [];
  let current = object;
  for (const name of parts.slice(0, -1)) {
    const step = stepTo(context, current, name);
    if (!step) {
      const message = `Didn't understand relationship '${name}' in field path. ${hint("__r", "relationship", "relationship")}`;
      throw invalidField(pointAt(context.text, placeOf(context.text, raw, after), message));
    }
    steps.push(step);
    current = step.target;
  }
  const last = parts.at(-1) ?? "";
  const field = context.rights.field(current, last);
  if (!field) {
    const message = `No such column '${last}' on entity '${current.name}'. ${hint("__c", "field", "field")}`;
    throw invalidField(pointAt(context.text, placeOf(context.text, raw, after), message));
  }
  const get = (row: Row): Value => {
    let at: Row | undefined = row;
    for (const step of steps) at = at && follow(context, at, step);
    return at?.[field.name] ?? null;
  };
  return { object: current, field, steps, get };
}

export function stepTo(context: SoqlContext, object: ObjectType, name: string): Step | undefined {
  const wanted = name.toLowerCase();
  for (const field of context.rights.fields(object)) {
    if (field.relationshipName?.toLowerCase() !== wanted) continue;
    const target = field.polymorphic ? anyName : objectNamed(field.referenceTo[0] ?? "");
    return context.rights.maySee(target) ? { field, name: field.relationshipName, target } : undefined;
  }
  return undefined;
}

/** The record a reference leads to; undefined when it is empty or not shared with the asker. */
export function follow(context: SoqlContext, row: Row, { field, target }: Step): Row | undefined {
  const id = row[field.name];
  if (typeof id !== "string") return undefined;
  const object = objectOfId(id);
  const found = object && context.org.store.read(object.name, id);
  if (!found || !context.rights.maySee(object) || !context.sharing.sees(object.name, found)) return undefined;
  return target === anyName ? asName(object, found) : found;
}

/** What a reference to several objects shows: a name and a type. A queue's type is not that of its object [recalled]. */
function asName(object: ObjectType, row: Row): Row {
  const type = object.name === "Group" ? String(row.Type) : object.name;
  return { ...row, Name: row[object.nameField] ?? null, Type: type };
}
