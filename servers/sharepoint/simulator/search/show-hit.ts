import { showIdentity } from "../show/show-identity.ts";
import { itemUrl } from "../show/show-item.ts";
import { rowUrl, showFields } from "../show/show-row.ts";
import { showDrive, showList, showPage, showSite } from "../show/show-site.ts";
import { guidOf } from "../store/identifiers.ts";
import { sizeOf } from "../store/tree.ts";
import type { Tenant } from "../tenant.ts";
import type { Candidate, Subject } from "./candidates.ts";

/** A hit's thing, with fewer properties than it has where it lives. */
export function showSubject(tenant: Tenant, subject: Subject): Record<string, unknown> {
  switch (subject.kind) {
    case "driveItem":
      return showFoundItem(tenant, subject);
    case "listItem": {
      const { list, row } = subject;
      return {
        "@odata.type": "#microsoft.graph.listItem",
        id: row.guid,
        createdDateTime: row.createdAt,
        lastModifiedDateTime: row.modifiedAt,
        webUrl: rowUrl(tenant, list, row),
        createdBy: showIdentity(tenant, row.createdBy),
        lastModifiedBy: showIdentity(tenant, row.modifiedBy),
        parentReference: { siteId: list.site.id },
        sharepointIds: { listId: list.id, listItemId: String(row.id) },
        fields: { title: String(showFields(tenant, list, row).Title ?? "") },
      };
    }
    case "page": {
      const shown = showPage(tenant, subject.page, false);
      return {
        "@odata.type": "#microsoft.graph.listItem",
        id: shown.id,
        name: shown.name,
        createdDateTime: shown.createdDateTime,
        lastModifiedDateTime: shown.lastModifiedDateTime,
        webUrl: shown.webUrl,
        createdBy: shown.createdBy,
        lastModifiedBy: shown.lastModifiedBy,
        parentReference: shown.parentReference,
        sharepointIds: { listId: guidOf(`pages ${subject.page.site.path}`), listItemId: "1" },
        fields: { title: shown.title },
      };
    }
    case "list":
      return { "@odata.type": "#microsoft.graph.list", ...showList(tenant, subject.list) };
    case "drive":
      return { "@odata.type": "#microsoft.graph.drive", ...showDrive(tenant, subject.library) };
    case "site":
      return { "@odata.type": "#microsoft.graph.site", ...showSite(tenant, subject.site) };
  }
}

function showFoundItem(tenant: Tenant, { library, item }: Extract<Subject, { kind: "driveItem" }>) {
  return {
    "@odata.type": "#microsoft.graph.driveItem",
    size: sizeOf(library.tree(), item),
    fileSystemInfo: { createdDateTime: item.createdAt, lastModifiedDateTime: item.modifiedAt },
    id: item.id,
    createdDateTime: item.createdAt,
    lastModifiedDateTime: item.modifiedAt,
    name: item.name,
    webUrl: itemUrl(tenant, library, item),
    createdBy: showIdentity(tenant, item.createdBy),
    lastModifiedBy: showIdentity(tenant, item.modifiedBy),
    parentReference: {
      siteId: library.site.id,
      driveId: library.id,
      ...(item.parentId !== null && { id: item.parentId }),
      sharepointIds: { listId: library.listId, listItemId: String(item.number), listItemUniqueId: item.guid },
    },
    ...(item.isFolder && { folder: {} }),
  };
}

const wordsAround = 12;

/** Some words round the first hit, hits in `c0` and gaps as `ddd`. */
export function summaryOf({ index }: Candidate, terms: readonly string[]): string {
  const words = index.text.trim().split(" ");
  const first = words.findIndex((word) => terms.includes(word));
  const start = Math.max(0, first - wordsAround);
  const end = start + 2 * wordsAround;
  const shown = words.slice(start, end).map((word) => (terms.includes(word) ? `<c0>${word}</c0>` : word));
  return `${start > 0 ? "<ddd/>" : ""}${shown.join(" ")}${end < words.length ? "<ddd/>" : ""}`;
}
