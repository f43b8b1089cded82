import { randomUUID } from "node:crypto";
import { invalidRequest, resourceModified } from "../errors.ts";
import { rowETag, rowUrl, showFields } from "../show/show-row.ts";
import type { FieldValue, List, Row } from "../store/model.ts";
import { secondOf } from "../tenant.ts";
import { actorOf } from "./change-item.ts";
import { showExpandedRow } from "./list-routes.ts";
import { contextOf, entity, readBody } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const write = { units: 2, needs: "write" } as const;

/** Values that the list's columns take; what they do not is refused. A null empties a column. */
function checkFields(list: List, fields: unknown): Record<string, FieldValue> {
  if (typeof fields !== "object" || fields === null) throw invalidRequest("The fields are missing.");
  const values: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name.includes("@odata.")) continue;
    const column = list.columns.find((one) => one.name === name || `${one.name}LookupId` === name);
    if (!column) throw invalidRequest(`Field '${name}' is not recognized`);
    if (column.readOnly) throw invalidRequest(`Field '${name}' is read-only`);
    if (value !== null && "choice" in column.type && !column.type.choice.choices.includes(String(value)))
      throw invalidRequest(`The value of field '${name}' is not one of its choices`);
    if (value !== null && typeof value === "object")
      throw invalidRequest(`The value of field '${name}' is not valid`);
    values[name] = value as FieldValue;
  }
  return values;
}

function checkRowMatch({ c }: Call, row: Row): void {
  const given = c.req.header("if-match");
  if (given !== undefined && given !== "*" && given !== rowETag(row)) throw resourceModified();
}

export const writeRowRoutes = [
  route("POST", "list", "items", write, async (call, { list }) => {
    if (list.kind === "library") throw invalidRequest("Files are added through the drive.");
    const fields = checkFields(list, (await readBody(call)).fields);
    const missing = list.columns.find(({ name, required }) => required && (fields[name] ?? null) === null);
    if (missing) throw invalidRequest(`Field '${missing.name}' is required`);
    const rows = list.rows();
    const id = Math.max(0, ...rows.keys()) + 1;
    call.tenant.store.touchRow(list, id);
    const now = secondOf(call.tenant.now());
    const by = actorOf(call);
    const row: Row = {
      id,
      guid: randomUUID(),
      fields,
      createdAt: now,
      createdBy: by,
      modifiedAt: now,
      modifiedBy: by,
      eTag: 1,
    };
    rows.set(id, row);
    call.c.header("etag", rowETag(row));
    call.c.header("location", rowUrl(call.tenant, list, row));
    return call.c.json(
      { "@odata.context": contextOf(call, "listItems/$entity"), ...showExpandedRow(call, list, row, null) },
      201,
    );
  }),
  route("PATCH", "row", "fields", write, async (call, { list, row }) => {
    checkRowMatch(call, row);
    const fields = checkFields(list, await readBody(call));
    call.tenant.store.touchRow(list, row.id);
    row.fields = { ...row.fields, ...fields };
    row.eTag += 1;
    row.modifiedAt = secondOf(call.tenant.now());
    row.modifiedBy = actorOf(call);
    return entity(call, "fields/$entity", showFields(call.tenant, list, row));
  }),
  route("DELETE", "row", "", write, (call, { list, row }) => {
    checkRowMatch(call, row);
    call.tenant.store.touchRow(list, row.id);
    list.rows().delete(row.id);
    return call.c.body(null, 204);
  }),
];
