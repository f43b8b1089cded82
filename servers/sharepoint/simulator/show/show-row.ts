import type { Column, FieldValue, List, Row } from "../store/model.ts";
import type { Tenant } from "../tenant.ts";
import { showIdentity } from "./show-identity.ts";
import { siteUrl } from "./show-site.ts";

export const rowETag = ({ guid, eTag }: Row): string => `"${guid},${eTag}"`;

export function showColumn({ type, ...column }: Column) {
  const base = {
    columnGroup: column.hidden || column.readOnly ? "_Hidden" : "Custom Columns",
    description: column.description,
    displayName: column.displayName,
    enforceUniqueValues: false,
    hidden: column.hidden,
    id: column.id,
    indexed: column.indexed,
    name: column.name,
    readOnly: column.readOnly,
    required: column.required,
  };
  if ("text" in type) {
    const { allowMultipleLines } = type.text;
    const text = {
      allowMultipleLines,
      appendChangesToExistingText: false,
      linesForEditing: allowMultipleLines ? 6 : 0,
    };
    return { ...base, text: allowMultipleLines ? text : { ...text, maxLength: 255 } };
  }
  if ("choice" in type)
    return {
      ...base,
      choice: { allowTextEntry: false, choices: type.choice.choices, displayAs: "dropDownMenu" },
    };
  if ("personOrGroup" in type)
    return {
      ...base,
      personOrGroup: { ...type.personOrGroup, chooseFromType: "peopleOnly", displayAs: "nameWithPresence" },
    };
  if ("lookup" in type)
    return { ...base, lookup: { allowMultipleValues: false, allowUnlimitedLength: false, ...type.lookup } };
  if ("dateTime" in type)
    return { ...base, dateTime: { displayAs: "default", format: type.dateTime.format } };
  return { ...base, ...type };
}

/** The listing of `$expand=fields($select=…)`: names to keep, or null for all. */
export type FieldSelection = readonly string[] | null;

/** A row's fields with what SharePoint adds; hidden identity columns come as `…LookupId` strings. */
export function showFields(tenant: Tenant, list: List, row: Row, selection: FieldSelection = null) {
  const all: Record<string, FieldValue> = {
    "@odata.etag": rowETag(row),
    ...row.fields,
    LinkTitle: row.fields.Title ?? null,
    LinkTitleNoMenu: row.fields.Title ?? null,
    id: String(row.id),
    ContentType: "Item",
    Modified: row.modifiedAt,
    Created: row.createdAt,
    AuthorLookupId: String(tenant.directory.byId(row.createdBy)?.siteUserId ?? 0),
    EditorLookupId: String(tenant.directory.byId(row.modifiedBy)?.siteUserId ?? 0),
    _UIVersionString: `${row.eTag}.0`,
    Attachments: false,
    Edit: "",
    ItemChildCount: "0",
    FolderChildCount: "0",
    _ComplianceFlags: "",
    _ComplianceTag: "",
    _ComplianceTagWrittenTime: "",
    _ComplianceTagUserId: "",
    AppEditorLookupId: null,
  };
  const present = Object.entries(all).filter(([, value]) => value !== null);
  if (!selection) return Object.fromEntries(present);
  const wanted = new Set(selection);
  return {
    ...Object.fromEntries(present.filter(([name]) => wanted.has(name) || name === "@odata.etag")),
    ...Object.fromEntries(selection.flatMap((name) => namedValue(tenant, list, all, name))),
  };
}

/** A person or lookup column that is selected by its own name reads as text [recalled]. */
function namedValue(
  { directory }: Tenant,
  list: List,
  fields: Record<string, FieldValue>,
  name: string,
): [string, string][] {
  const type = list.columns.find((column) => column.name === name)?.type;
  const id = Number(fields[`${name}LookupId`]);
  if (!type || Number.isNaN(id)) return [];
  if ("personOrGroup" in type) {
    const person = directory.people.find(({ siteUserId }) => siteUserId === id);
    return person ? [[name, person.name]] : [];
  }
  if (!("lookup" in type)) return [];
  const target = list.site.lists
    .find((one) => one.id === type.lookup.listId)
    ?.rows()
    .get(id);
  return target ? [[name, String(target.fields[type.lookup.columnName] ?? "")]] : [];
}

export const rowUrl = (tenant: Tenant, list: List, row: Row): string =>
  `${siteUrl(tenant, list.site)}/Lists/${encodeURIComponent(list.name)}/${row.id}_.000`;

export const showRow = (tenant: Tenant, list: List, row: Row) => ({
  "@odata.etag": rowETag(row),
  createdDateTime: row.createdAt,
  eTag: rowETag(row),
  id: String(row.id),
  lastModifiedDateTime: row.modifiedAt,
  webUrl: rowUrl(tenant, list, row),
  createdBy: showIdentity(tenant, row.createdBy),
  lastModifiedBy: showIdentity(tenant, row.modifiedBy),
  parentReference: { id: list.id, siteId: list.site.id },
  contentType: { id: "0x0100A3B5C7D9E1F2", name: "Item" },
});
