import { customFields } from "./custom-fields.ts";
import { type FieldDefinition, keyOf } from "./field-definition.ts";
import { moreFields } from "./more-fields.ts";
import { standardFields } from "./standard-fields.ts";

/** Every field of the account, in the order of `/meta/fields`. */
export const allFields: FieldDefinition[] = [...standardFields, ...customFields, ...moreFields];

const byName = new Map(
  allFields.flatMap((field) =>
    [keyOf(field), String(field.id), ...(field.names ?? [])].map((name) => [name, field] as const),
  ),
);

/** A field by alias, older name or id. */
export const fieldNamed = (name: string): FieldDefinition | undefined => byName.get(name);
