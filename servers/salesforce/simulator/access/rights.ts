import type { Field } from "../objects/field.ts";
import { objects } from "../objects/index.ts";
import type { ObjectType } from "../objects/object-type.ts";
import { anyName } from "../objects/sales.ts";
import type { Org, Session } from "../org.ts";
import { isHiddenFrom, isReadOnlyFor, objectRight, profileOf } from "./profiles.ts";

export type Rights = ReturnType<typeof rightsOf>;

/** What one person may see and write of objects and fields, whichever records are shared with them. */
export function rightsOf({ store, switches }: Org, { user }: Session) {
  const profile = profileOf(store, user);
  const maySee = (object: ObjectType): boolean =>
    object === anyName || objectRight(profile, object.name) !== "none";
  // Objects that only the platform writes are editable by nobody, whatever the profile says.
  const mayEdit = (object: ObjectType): boolean =>
    object.editable && objectRight(profile, object.name) === "edit";
  // Switches come first: a test may hide a field from everybody, or take the org's own field away.
  const maySeeField = (object: ObjectType, { name }: Field): boolean => {
    const path = `${object.name}.${name}`;
    if (name === "MCP_Request_Id__c" && !switches.activityExternalIds) return false;
    return !switches.hiddenFields.includes(path) && !isHiddenFrom(user, path);
  };
  const mayWriteField = (object: ObjectType, field: Field): boolean =>
    mayEdit(object) && maySeeField(object, field) && !isReadOnlyFor(profile, `${object.name}.${field.name}`);
  return {
    maySee,
    mayEdit,
    mayCreateField: (object: ObjectType, field: Field) => field.createable && mayWriteField(object, field),
    mayUpdateField: (object: ObjectType, field: Field) => field.updateable && mayWriteField(object, field),
    /** An object by name in any case, if the person may know that it exists. */
    object: (name: string): ObjectType | undefined => {
      const object = objects.get(name.toLowerCase());
      return object && maySee(object) ? object : undefined;
    },
    /** A field by name in any case, under the same condition. */
    field: (object: ObjectType, name: string): Field | undefined => {
      const field = object.fields.get(name.toLowerCase());
      return field && maySeeField(object, field) ? field : undefined;
    },
    fields: (object: ObjectType): Field[] =>
      [...object.fields.values()].filter((field) => maySeeField(object, field)),
  };
}
