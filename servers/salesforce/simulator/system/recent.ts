import { rightsOf } from "../access/rights.ts";
import { sharingOf } from "../access/sharing.ts";
import { objectCalled } from "../objects/index.ts";
import type { Call, Org } from "../org.ts";
import { urlOf } from "../soql/project-rows.ts";

/** The person's own records that changed last, standing in for those they looked at last. */
export function recentItems(org: Org, call: Call, names: string[], limit: number): Record<string, unknown>[] {
  const rights = rightsOf(org, call.session);
  const sharing = sharingOf(org, call.session);
  const rows = names.flatMap((name) => {
    const object = objectCalled(name);
    // Objects without an owner have no own records, and nobody's list shows them.
    if (!object || !rights.maySee(object) || !object.fields.has("ownerid")) return [];
    return org.store
      .matching(object.name, "OwnerId", call.session.user.Id)
      .filter((row) => row.IsDeleted !== true && row.IsArchived !== true && sharing.sees(object.name, row))
      .map((row) => ({ object, row }));
  });
  // Moments as text sort by time: all have the same form and zone.
  rows.sort((a, b) => (String(a.row.LastModifiedDate) > String(b.row.LastModifiedDate) ? -1 : 1));
  return rows.slice(0, limit).map(({ object, row }) => ({
    attributes: { type: object.name, url: urlOf(call.version, object.name, row.Id) },
    Id: row.Id,
    Name: row[object.nameField] ?? null,
  }));
}
