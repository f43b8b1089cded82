import { endingOf, mediaTypeOf } from "../files/media-types.ts";
import { digestOf } from "../store/identifiers.ts";
import type { Item, Library, Version } from "../store/model.ts";
import { childrenOf, folderUrl, parentOf, pathOf, sizeOf } from "../store/tree.ts";
import type { Tenant } from "../tenant.ts";
import { showIdentity } from "./show-identity.ts";

export const eTagOf = ({ guid, eTag }: Item): string => `"{${guid.toUpperCase()}},${eTag}"`;
export const cTagOf = ({ guid, cTag }: Item): string => `"c:{${guid.toUpperCase()}},${cTag}"`;

const isOffice = (name: string): boolean => /^(doc|xls|ppt)x?$/.test(endingOf(name));

export function itemUrl(tenant: Tenant, library: Library, item: Item): string {
  if (item.isFolder || !isOffice(item.name))
    return folderUrl(tenant.host, library, pathOf(library.tree(), item));
  const query = new URLSearchParams({
    sourcedoc: `{${item.guid.toUpperCase()}}`,
    file: item.name,
    action: "default",
    mobileredirect: "true",
  });
  return `https://${tenant.host}${library.site.path}/_layouts/15/Doc.aspx?${query}`;
}

/** Names below the drive, as `parentReference.path` has them: percent-encoded where an address would be. */
const drivePath = (library: Library, names: string[]): string =>
  `/drives/${library.id}/root:${names.map((name) => `/${encodeURI(name)}`).join("")}`;

export function parentReference(library: Library, item: Item, withPath = true) {
  const tree = library.tree();
  const parent = parentOf(tree, item);
  return {
    driveType: "documentLibrary",
    driveId: library.id,
    ...(parent && {
      id: parent.id,
      name: parent.parentId === null ? library.path : parent.name,
      ...(withPath && { path: drivePath(library, pathOf(tree, parent)) }),
    }),
    siteId: library.site.id,
  };
}

/** The version an item is at, as lists of versions name it. */
export const versionOf = (item: Item): string => `${(item.versions[0]?.number ?? 0) + 1}.0`;

/** Everything about an item. `publication` comes only to those who select it [recalled], as does `sharepointIds`. */
export function showItem(tenant: Tenant, library: Library, item: Item, { withPath = true } = {}) {
  const tree = library.tree();
  const scope = sharedScope(item);
  return {
    createdDateTime: item.createdAt,
    eTag: eTagOf(item),
    id: item.id,
    lastModifiedDateTime: item.modifiedAt,
    name: item.name,
    webUrl: itemUrl(tenant, library, item),
    cTag: item.isFolder ? `"c:{${item.guid.toUpperCase()}},0"` : cTagOf(item),
    size: sizeOf(tree, item),
    createdBy: showIdentity(tenant, item.createdBy),
    lastModifiedBy: showIdentity(tenant, item.modifiedBy),
    parentReference: parentReference(library, item, withPath),
    fileSystemInfo: { createdDateTime: item.createdAt, lastModifiedDateTime: item.modifiedAt },
    ...(item.isFolder
      ? { folder: { childCount: childrenOf(tree, item.id).length } }
      : {
          file: {
            mimeType: mediaTypeOf(item.name),
            hashes: { quickXorHash: digestOf(`${item.guid} ${item.cTag}`).toString("base64") },
          },
        }),
    ...(item.parentId === null && { root: {} }),
    ...(scope && { shared: { scope } }),
  };
}

/** What an item shows only when it is selected by name. */
export function showHidden(tenant: Tenant, library: Library, item: Item) {
  const { site } = library;
  return {
    sharepointIds: {
      listId: library.listId,
      listItemId: String(item.number),
      listItemUniqueId: item.guid,
      siteId: site.collectionId,
      siteUrl: `https://${tenant.host}${site.path}`,
      tenantId: tenant.id,
      webId: site.webId,
    },
    ...(!item.isFolder && {
      publication: {
        level: item.checkedOutBy === null ? "published" : "checkout",
        versionId: versionOf(item),
        ...(item.checkedOutBy !== null && { checkedOutBy: showIdentity(tenant, item.checkedOutBy) }),
      },
    }),
  };
}

function sharedScope({ access }: Item): string | undefined {
  const scopes = access?.grants.flatMap(({ link }) => (link ? [link.scope] : [])) ?? [];
  for (const scope of ["anonymous", "organization"] as const) if (scopes.includes(scope)) return scope;
  return access && access.grants.length > 0 ? "users" : undefined;
}

export function showVersions(tenant: Tenant, item: Item) {
  const present: Version = {
    number: (item.versions[0]?.number ?? 0) + 1,
    modifiedAt: item.modifiedAt,
    modifiedBy: item.modifiedBy,
    size: item.size,
    content: item.content as Version["content"],
  };
  return [present, ...item.versions].map(({ number, modifiedAt, modifiedBy, size }) => ({
    id: `${number}.0`,
    lastModifiedDateTime: modifiedAt,
    size,
    lastModifiedBy: showIdentity(tenant, modifiedBy),
  }));
}
