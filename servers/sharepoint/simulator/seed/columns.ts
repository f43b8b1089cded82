import { guidOf } from "../store/identifiers.ts";
import type { Column, ColumnType } from "../store/model.ts";

type Options = Partial<Pick<Column, "required" | "indexed" | "readOnly" | "hidden" | "description">>;

const column = (name: string, displayName: string, type: ColumnType, options: Options = {}): Column => ({
  id: guidOf(`column ${name}`),
  name,
  displayName,
  description: "",
  required: false,
  indexed: false,
  readOnly: false,
  hidden: false,
  type,
  ...options,
});

export const text = (name: string, displayName: string, options?: Options) =>
  column(name, displayName, { text: { allowMultipleLines: false } }, options);
export const note = (name: string, displayName: string, options?: Options) =>
  column(name, displayName, { text: { allowMultipleLines: true } }, options);
export const choice = (name: string, displayName: string, choices: string[], options?: Options) =>
  column(name, displayName, { choice: { choices } }, options);
export const number = (name: string, displayName: string, options?: Options) =>
  column(name, displayName, { number: { decimalPlaces: "automatic" } }, options);
export const currency = (name: string, displayName: string, options?: Options) =>
  column(name, displayName, { currency: { locale: "en-us" } }, options);
export const date = (name: string, displayName: string, options?: Options) =>
  column(name, displayName, { dateTime: { format: "dateOnly" } }, options);
export const boolean = (name: string, displayName: string, options?: Options) =>
  column(name, displayName, { boolean: {} }, options);
export const person = (name: string, displayName: string, options?: Options) =>
  column(name, displayName, { personOrGroup: { allowMultipleSelection: false } }, options);
export const lookup = (name: string, displayName: string, listId: string, options?: Options) =>
  column(name, displayName, { lookup: { listId, columnName: "Title" } }, options);

const readOnly = { readOnly: true };
const hidden = { readOnly: true, hidden: true };
const moment = { dateTime: { format: "dateTime" as const } };
const calculated = { calculated: { formula: "=[Title]", outputType: "text" } };

/** What SharePoint adds to every list: of some thirty columns only a handful concern a person. */
export const systemColumns: Column[] = [
  number("ID", "ID", { ...readOnly, indexed: true }),
  text("ContentType", "Content Type", hidden),
  column("Modified", "Modified", moment, readOnly),
  column("Created", "Created", moment, readOnly),
  person("Author", "Created By", readOnly),
  person("Editor", "Modified By", readOnly),
  boolean("_HasCopyDestinations", "Has Copy Destinations", hidden),
  text("_CopySource", "Copy Source", hidden),
  text("_UIVersionString", "Version", readOnly),
  boolean("Attachments", "Attachments"),
  column("Edit", "Edit", calculated, readOnly),
  column("LinkTitleNoMenu", "Title", calculated, readOnly),
  column("LinkTitle", "Title", calculated, readOnly),
  text("DocIcon", "Type", readOnly),
  number("ItemChildCount", "Item Child Count", readOnly),
  number("FolderChildCount", "Folder Child Count", readOnly),
  text("_ComplianceFlags", "Label setting", readOnly),
  text("_ComplianceTag", "Retention label", readOnly),
  column("_ComplianceTagWrittenTime", "Retention label Applied", moment, readOnly),
  text("_ComplianceTagUserId", "Label applied by", readOnly),
  boolean("_IsRecord", "Item is a Record", readOnly),
  person("AppAuthor", "App Created By", readOnly),
  person("AppEditor", "App Modified By", readOnly),
  text("ContentTypeId", "Content Type ID", hidden),
];
