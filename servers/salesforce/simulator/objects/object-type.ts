import { type Field, idField, systemFields } from "./field.ts";

/** One kind of record: its names, its fields by lower-cased name, and what may be done with it at all. */
export type ObjectType = {
  name: string;
  label: string;
  labelPlural: string;
  /** The first three characters of its ids. */
  keyPrefix: string;
  fields: ReadonlyMap<string, Field>;
  /** Whether people may create, update and delete its records; system objects are only read. */
  editable: boolean;
  searchable: boolean;
  /** Whether its changes are stamped with who and when. */
  stamped: boolean;
  /** The field that names a record to people. */
  nameField: string;
};

type Declaration = {
  name: string;
  keyPrefix: string;
  label?: string;
  labelPlural?: string;
  editable?: boolean;
  searchable?: boolean;
  stamped?: boolean;
  fields: Field[];
};

export function objectType(declaration: Declaration): ObjectType {
  const { name, keyPrefix, editable = false, searchable = false, stamped = editable } = declaration;
  const label = declaration.label ?? name.replace(/([a-z])([A-Z])/g, "$1 $2");
  const fields = [idField(), ...(stamped ? systemFields(editable) : []), ...declaration.fields];
  return {
    name,
    keyPrefix,
    label,
    labelPlural: declaration.labelPlural ?? `${label}s`,
    fields: new Map(fields.map((field) => [field.name.toLowerCase(), field])),
    editable,
    searchable,
    stamped,
    nameField: fields.find(({ nameField }) => nameField)?.name ?? "Id",
  };
}
