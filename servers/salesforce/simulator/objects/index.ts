import type { Field } from "./field.ts";
import type { ObjectType } from "./object-type.ts";
import * as people from "./people.ts";
import * as sales from "./sales.ts";
import * as service from "./service.ts";

const { anyName: _, ...salesObjects } = sales;

/** Every kind of record of the simulated org, by lower-cased name. */
export const objects: ReadonlyMap<string, ObjectType> = new Map(
  [...Object.values(salesObjects), ...Object.values(service), ...Object.values(people)].map((object) => [
    object.name.toLowerCase(),
    object,
  ]),
);

const byPrefix = new Map([...objects.values()].map((object) => [object.keyPrefix, object]));

export const objectCalled = (name: string): ObjectType | undefined => objects.get(name.toLowerCase());

/** The object that an id belongs to. */
export const objectOfId = (id: string): ObjectType | undefined => byPrefix.get(id.slice(0, 3));

/** An object that is certain to exist; a misspelt one is a mistake in this program. */
export function objectNamed(name: string): ObjectType {
  const object = objectCalled(name);
  if (!object) throw new Error(`The simulated org has no object ${name}.`);
  return object;
}

export type ChildRelationship = { child: ObjectType; field: Field; name: string | null };

/** The references that lead to an object, from whichever objects. */
export function childRelationships(object: ObjectType): ChildRelationship[] {
  return [...objects.values()].flatMap((child) =>
    [...child.fields.values()]
      .filter((field) => field.referenceTo.includes(object.name))
      .map((field) => ({ child, field, name: field.childRelationshipName })),
  );
}
