import { cut } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";
import { type Fields, fields, textOf } from "./values.ts";

export const COLUMN_TYPES = [
  "text",
  "choice",
  "number",
  "currency",
  "date",
  "yes_no",
  "person",
  "lookup",
  "calculated",
  "other",
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** A column of a list: `name` is the internal one, by which filters and fields go, `title` what people see. */
export type Column = {
  name: string;
  title: string;
  type: ColumnType;
  choices: string[] | undefined;
  isRequired: boolean;
  isIndexed: boolean;
  isReadOnly: boolean;
  isHidden: boolean;
};

/** The facet of a column that is present says its type (reference, 5.4). */
const FACETS: Record<string, ColumnType> = {
  text: "text",
  choice: "choice",
  number: "number",
  currency: "currency",
  dateTime: "date",
  boolean: "yes_no",
  personOrGroup: "person",
  lookup: "lookup",
  calculated: "calculated",
};

export function readColumn(row: Fields): Column {
  const facet = Object.keys(FACETS).find((name) => row[name] !== undefined && row[name] !== null);
  const { choices } = fields(row.choice);
  const name = textOf(row.name) ?? "";
  return {
    name,
    title: textOf(row.displayName) ?? name,
    type: (facet && FACETS[facet]) || "other",
    choices: Array.isArray(choices) ? choices.map(String).slice(0, LIMITS.choicesMax) : undefined,
    isRequired: row.required === true,
    isIndexed: row.indexed === true,
    isReadOnly: row.readOnly === true,
    isHidden: row.hidden === true,
  };
}

/** Kept by SharePoint itself and still of use to people. */
const SYSTEM = ["ID", "Created", "Author", "Modified", "Editor"];
const NOISE =
  /^(ContentType|Attachments|Edit|LinkTitle|LinkTitleNoMenu|ItemChildCount|FolderChildCount|App(Author|Editor).*|_.*)$/;

/** The handful of a list's some thirty columns that concern a person. */
export const ownColumns = (columns: readonly Column[]): Column[] =>
  columns.filter(({ name, isHidden, isReadOnly }) => !isHidden && !isReadOnly && !NOISE.test(name));

/** What may be asked for by name: those, calculated ones, and who and when. */
export const askableColumns = (columns: readonly Column[]): Column[] => [
  ...columns.filter(
    ({ name, type, isHidden, isReadOnly }) =>
      !isHidden && !NOISE.test(name) && (!isReadOnly || type === "calculated") && !SYSTEM.includes(name),
  ),
  ...columns.filter(({ name }) => SYSTEM.includes(name)),
];

/** Person and lookup columns hold the number of a row elsewhere under this name (reference, 5.4). */
export const lookupId = (name: string): string => `${name}LookupId`;

/** Names to ask for so that a column can be shown. */
export const fieldsOf = ({ name, type }: Column): string[] =>
  name === "ID" ? ["id"] : type === "person" || type === "lookup" ? [name, lookupId(name)] : [name];

/**
 * A row's value as people read it; null for none. Selected by its own name a person or lookup column gives a text
 * [recalled], without that its number, which then stands behind a `#`.
 */
export function shown({ name, type }: Column, row: Fields): string | null {
  const value = valueIn(name, row);
  if (value === undefined || value === null || value === "") {
    const id = row[lookupId(name)];
    return (type === "person" || type === "lookup") && id !== undefined && id !== null ? `#${id}` : null;
  }
  if (type === "date") return dateOf(value);
  return cut(plain(value), LIMITS.valueCharacters) ?? null;
}

/** A row's number stands in `id`, whatever its column is called. */
export const valueIn = (name: string, row: Fields): unknown =>
  row[name] ?? (name === "ID" ? row.id : undefined);

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join("; ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object" || value === null) return String(value);
  const { LookupValue, Description, Url } = value as Fields;
  return String(LookupValue ?? Description ?? Url ?? JSON.stringify(value));
}

/** A day without its time where it has none: SharePoint keeps days as midnight. */
function dateOf(value: unknown): string {
  const text = String(value);
  return text.endsWith("T00:00:00Z") ? text.slice(0, 10) : text;
}
