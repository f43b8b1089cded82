import type { Thing } from "./handles.ts";
import type { Kind } from "./hits.ts";
import { type Fields, fields, textOf } from "./values.ts";

/** What a hit of the index stands for; undefined where it lacks an id that is needed to open it. */
export function thingOfHit(kind: Kind, row: Fields): Thing | undefined {
  const parent = fields(row.parentReference);
  const ids = { ...fields(parent.sharepointIds), ...fields(row.sharepointIds) };
  const id = textOf(row.id);
  const siteId = textOf(parent.siteId);
  if (kind === "site") return id === undefined ? undefined : { kind, siteId: id };
  if (kind === "list_item") {
    const [listId, rowId] = [textOf(ids.listId), textOf(ids.listItemId)];
    // Of a hit the site's id may be a bare GUID, by which Graph opens nothing (reference, 5.1).
    if (!siteId?.includes(",") || listId === undefined || rowId === undefined) return undefined;
    return { kind: "row", siteId, listId, rowId };
  }
  const driveId = textOf(parent.driveId);
  if (kind === "page" || driveId === undefined || id === undefined) return undefined;
  return { kind, driveId, itemId: id };
}
