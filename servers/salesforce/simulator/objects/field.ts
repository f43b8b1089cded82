export type FieldType =
  | "id"
  | "string"
  | "textarea"
  | "picklist"
  | "combobox"
  | "reference"
  | "boolean"
  | "currency"
  | "double"
  | "percent"
  | "int"
  | "date"
  | "datetime"
  | "phone"
  | "email"
  | "url";

/** One field as the whole simulator knows it: what it may hold, who may write it and how describe shows it. */
export type Field = {
  name: string;
  label: string;
  type: FieldType;
  /** Characters; 0 for types without a length. */
  length: number;
  precision: number;
  scale: number;
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  defaultedOnCreate: boolean;
  filterable: boolean;
  sortable: boolean;
  groupable: boolean;
  unique: boolean;
  externalId: boolean;
  idLookup: boolean;
  calculated: boolean;
  autoNumber: boolean;
  nameField: boolean;
  custom: boolean;
  defaultValue: string | boolean | null;
  options: readonly string[];
  restrictedPicklist: boolean;
  referenceTo: readonly string[];
  /** A reference to several objects: its relation shows only what all of them share. */
  polymorphic: boolean;
  relationshipName: string | null;
  /** How the referred object calls the records that refer to it. */
  childRelationshipName: string | null;
  /** Whether this record goes when the referred one is deleted. */
  cascadeDelete: boolean;
};

export type FieldExtra = Partial<Omit<Field, "name" | "type">>;

/** "BillingCity" is shown as "Billing City", "OwnerId" as "Owner ID", "SLA_Due__c" as "SLA Due". */
function labelOf(name: string): string {
  const words = name.replace(/__c$/, "").replaceAll("_", " ");
  return words
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/\bId$/, "ID")
    .trim();
}

const isNumeric = (type: FieldType) => ["currency", "double", "percent", "int"].includes(type);

/** A field that may be written and left empty, unless `extra` says otherwise. */
export function field(name: string, type: FieldType, extra: FieldExtra = {}): Field {
  // Up to 255 characters a text area is kept as a plain text, and may be filtered and sorted.
  const isLong = type === "textarea" && (extra.length ?? 0) > 255;
  return {
    name,
    label: labelOf(name),
    type,
    length: 0,
    precision: isNumeric(type) && type !== "int" ? 18 : 0,
    scale: type === "currency" || type === "double" ? 2 : 0,
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    filterable: !isLong,
    sortable: !isLong,
    // As recorded: money, percentages and moments are never grouped by.
    groupable: !isLong && !["currency", "double", "percent", "datetime"].includes(type),
    unique: false,
    externalId: false,
    idLookup: false,
    calculated: false,
    autoNumber: false,
    nameField: false,
    custom: name.endsWith("__c"),
    defaultValue: null,
    options: [],
    restrictedPicklist: false,
    referenceTo: [],
    polymorphic: false,
    relationshipName: null,
    childRelationshipName: null,
    cascadeDelete: false,
    ...extra,
  };
}

/** Neither created nor updated by a caller. */
export const readOnly = { createable: false, updateable: false } as const;
export const required = { nillable: false } as const;

export const text = (name: string, length: number, extra: FieldExtra = {}): Field =>
  field(name, "string", { length, ...extra });

export const longText = (name: string, length: number, extra: FieldExtra = {}): Field =>
  field(name, "textarea", { length, ...extra });

export const phone = (name: string): Field => field(name, "phone", { length: 40 });

export const picklist = (name: string, options: readonly string[], extra: FieldExtra = {}): Field =>
  field(name, "picklist", { length: 255, options, ...extra });

/** A checkbox: never empty, false unless given. */
export const checkbox = (name: string, extra: FieldExtra = {}): Field =>
  field(name, "boolean", { nillable: false, defaultedOnCreate: true, defaultValue: false, ...extra });

/** A reference to one object; `name` ends in `Id` or `__c`. */
export const reference = (name: string, to: string, extra: FieldExtra = {}): Field =>
  field(name, "reference", {
    length: 18,
    referenceTo: [to],
    relationshipName: name.endsWith("__c") ? name.replace(/c$/, "r") : name.replace(/Id$/, ""),
    ...extra,
  });

/** A reference to a record of one of several objects. */
export const anyReference = (name: string, to: readonly string[], extra: FieldExtra = {}): Field =>
  reference(name, to[0] ?? "", { referenceTo: to, polymorphic: true, ...extra });

/** The owner of a record that no queue can own; the creator unless given. */
export const owner = (): Field => reference("OwnerId", "User", { ...required, defaultedOnCreate: true });

/** An id of another system, by which a record can be read and written. */
export const externalId = (name: string, extra: FieldExtra = {}): Field =>
  text(name, 255, { externalId: true, idLookup: true, ...extra });

/** Set by the platform and never empty. */
const stamp = { ...readOnly, ...required, defaultedOnCreate: true } as const;

export const idField = (): Field => field("Id", "id", { length: 18, idLookup: true, ...stamp });

/** What every object with a history of edits carries; only what can be deleted says whether it was. */
export const systemFields = (isDeletable: boolean): Field[] => [
  ...(isDeletable ? [checkbox("IsDeleted", { ...readOnly, label: "Deleted" })] : []),
  field("CreatedDate", "datetime", stamp),
  reference("CreatedById", "User", stamp),
  field("LastModifiedDate", "datetime", stamp),
  reference("LastModifiedById", "User", stamp),
  field("SystemModstamp", "datetime", stamp),
];
