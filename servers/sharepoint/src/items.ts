import { type Ask, type Calls, unusable } from "./calls.ts";
import { LIMITS } from "./limits.ts";
import { type Fields, fields, nameOf, numberOf, textOf } from "./values.ts";

/** A folder or file of a library. Addresses that open a file are not among the fields and are never asked for. */
export type Item = {
  driveId: string;
  id: string;
  siteId: string | undefined;
  parentId: string | undefined;
  name: string;
  /** `package` is what only its own program opens, such as a notebook; `shortcut` leads to another library. */
  kind: "folder" | "document" | "package" | "shortcut";
  /** Names from below the library down to the folder it lies in; absent in changes and in hits of a search. */
  folders: string[] | undefined;
  isRoot: boolean;
  size: number | undefined;
  mediaType: string | undefined;
  childCount: number | undefined;
  createdAt: string | undefined;
  createdBy: string | undefined;
  modifiedAt: string | undefined;
  modifiedBy: string | undefined;
  url: string | undefined;
  /** Moves with any change, `cTag` with the content alone (reference, section 4). */
  eTag: string | undefined;
  cTag: string | undefined;
  checkedOutBy: string | undefined;
  sharedWith: string | undefined;
  hasMalware: boolean;
  isDeleted: boolean;
};

/**
 * What is asked for of an item. Unselected, `@microsoft.graph.downloadUrl` would come along, which is a credential;
 * `publication` comes only when it is selected [recalled].
 */
const SELECT = [
  "id,name,size,eTag,cTag,createdDateTime,createdBy,lastModifiedDateTime,lastModifiedBy,webUrl,parentReference",
  "file,folder,package,root,remoteItem,publication,shared,malware",
].join(",");

const one = (driveId: string, itemId: string) => ["drives", driveId, "items", itemId];
const root = (driveId: string) => ["drives", driveId, "root"];

type At = { driveId: string; itemId: string; signal: AbortSignal };

export const itemById = async (calls: Calls, { driveId, itemId, signal }: At): Promise<Item> =>
  readItem(
    await calls.get({ path: one(driveId, itemId), query: { $select: SELECT }, units: 1, signal }),
    driveId,
  );

/** The item at a path of a library; its root where there are no names. */
export async function itemAt(
  calls: Calls,
  { driveId, names, signal }: { driveId: string; names: readonly string[]; signal: AbortSignal },
): Promise<Item> {
  const path = names.length === 0 ? root(driveId) : ["drives", driveId, "root:", ...names];
  return readItem(await calls.get({ path, query: { $select: SELECT }, units: 1, signal }), driveId);
}

/** The item that a pasted address names. Whose drive that is decides the caller of this. */
export async function itemOfShare(calls: Calls, token: string, signal: AbortSignal): Promise<Item> {
  const path = ["shares", token, "driveItem"];
  return readItem(await calls.get({ path, query: { $select: SELECT }, units: 1, signal }));
}

/** What lies in a folder, by name. */
export const childrenOf = (calls: Calls, at: At, wanted: number, keep?: (row: Fields) => boolean) =>
  calls.walk(
    {
      path: [...one(at.driveId, at.itemId), "children"],
      query: { $select: SELECT, $orderby: "name", $top: LIMITS.pageRows },
      units: 2,
      signal: at.signal,
    },
    wanted,
    keep,
  );

export const versionsOf = (calls: Calls, { driveId, itemId, signal }: At, wanted: number) =>
  calls.walk({ path: [...one(driveId, itemId), "versions"], units: 2, signal }, wanted);

export const permissionsOf = (calls: Calls, { driveId, itemId, signal }: At, wanted: number) =>
  calls.walk({ path: [...one(driveId, itemId), "permissions"], units: 5, signal }, wanted);

/** Files that can carry a sensitivity label (driveItem: extractSensitivityLabels, "supported file extensions"). */
const LABELLED = /\.(doc|xls|ppt)[xmb]$|\.(dot|xlt|pot|pps)[xm]$|\.pdf$/i;

/**
 * The id of the sensitivity label a file carries; undefined for none, `unknown` where the label has no id. A POST that reads: it leaves the file as it is and asks
 * for no more than the right to read it.
 */
export async function labelOf(calls: Calls, { driveId, id, name }: Item, signal: AbortSignal) {
  if (!LABELLED.test(name)) return undefined;
  const path = [...one(driveId, id), "extractSensitivityLabels"];
  const { labels } = await calls.get({ path, body: {}, units: 1, signal });
  // Read as "none", an answer that is none would open the file.
  if (!Array.isArray(labels)) throw unusable();
  return labels.length === 0 ? undefined : (textOf(fields(labels[0]).sensitivityLabelId) ?? "unknown");
}

/** Where the file's content lies for the moment; of an earlier version, or turned into PDF. */
export function contentOf(
  calls: Calls,
  { driveId, itemId, version, asPdf, signal }: At & { version?: string | undefined; asPdf?: boolean },
): Promise<string> {
  const at = version === undefined ? [] : ["versions", version];
  const path = [...one(driveId, itemId), ...at, "content"];
  return calls.redirectOf({ path, ...(asPdf && { query: { format: "pdf" } }), units: 1, signal });
}

/**
 * A library's changes since a moment, or from where a link of Graph goes on. SharePoint takes a moment in place of a token
 * (driveItem: delta, "timestamp token" [recalled]).
 */
export function changesOf(
  calls: Calls,
  {
    driveId,
    link,
    from,
    signal,
  }: { driveId: string; link?: string | undefined; from: string; signal: AbortSignal },
) {
  const start: Ask = {
    path: [...root(driveId), "delta"],
    query: { token: from, $top: LIMITS.pageRows },
    units: 1,
    signal,
  };
  return calls.walk(link === undefined ? start : calls.follow(link, start), Number.POSITIVE_INFINITY);
}

export function readItem(row: Fields, driveId?: string): Item {
  const parent = fields(row.parentReference);
  const { checkedOutBy } = fields(row.publication);
  return {
    driveId: driveId ?? textOf(parent.driveId) ?? "",
    id: textOf(row.id) ?? "",
    siteId: textOf(parent.siteId),
    parentId: textOf(parent.id),
    name: textOf(row.name) ?? "",
    kind: kindOf(row),
    folders: foldersIn(textOf(parent.path)),
    isRoot: row.root !== undefined,
    size: numberOf(row.size),
    mediaType: textOf(fields(row.file).mimeType),
    childCount: numberOf(fields(row.folder).childCount),
    createdAt: textOf(row.createdDateTime),
    createdBy: nameOf(row.createdBy),
    modifiedAt: textOf(row.lastModifiedDateTime),
    modifiedBy: nameOf(row.lastModifiedBy),
    url: textOf(row.webUrl),
    eTag: textOf(row.eTag),
    cTag: textOf(row.cTag),
    checkedOutBy: nameOf(checkedOutBy),
    sharedWith: textOf(fields(row.shared).scope),
    hasMalware: row.malware !== undefined && row.malware !== null,
    isDeleted: row.deleted !== undefined && row.deleted !== null,
  };
}

function kindOf({ folder, remoteItem, package: pack }: Fields): Item["kind"] {
  if (remoteItem) return "shortcut";
  if (pack) return "package";
  return folder ? "folder" : "document";
}

/** `/drives/b!../root:/Bids/2026` gives both folders; percent signs in it are an encoding [recalled]. */
function foldersIn(path: string | undefined): string[] | undefined {
  const at = path?.indexOf("root:") ?? -1;
  if (path === undefined || at < 0) return path === undefined ? undefined : [];
  return path
    .slice(at + "root:".length)
    .split("/")
    .filter((name) => name !== "")
    .map((name) => {
      try {
        return decodeURIComponent(name);
      } catch {
        return name;
      }
    });
}
