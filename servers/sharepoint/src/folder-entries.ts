import type { Calls } from "./calls.ts";
import { childrenOf, type Item, readItem } from "./items.ts";
import { LIMITS } from "./limits.ts";
import { extensionOf, type Fields, textOf } from "./values.ts";

export const SORT_NAMES = ["name", "newest", "oldest", "largest"] as const;

/** An entry, and the folders between it and the place that was asked for. */
export type Entry = { item: Item; below: string[] };

type From = { driveId: string; itemId: string; signal: AbortSignal };
type How = {
  /** Levels of folders that are opened below the place. */
  depth: number;
  fileTypes: readonly string[] | undefined;
  sort: (typeof SORT_NAMES)[number];
  wanted: number;
  /** Whether a folder below the place may be opened; the others are named and stay closed. */
  mayOpen(folder: Item): Promise<boolean>;
};

const ORDERS: Record<Exclude<How["sort"], "name">, (one: Entry, other: Entry) => number> = {
  newest: (one, other) => compare(other.item.modifiedAt, one.item.modifiedAt),
  oldest: (one, other) => compare(one.item.modifiedAt, other.item.modifiedAt),
  largest: (one, other) => (other.item.size ?? 0) - (one.item.size ?? 0),
};

/**
 * The entries of a folder and of those below it, folder by folder. `isCut`: some were not looked at. By name SharePoint
 * sorts, so that only as much is read as is wanted; any other order takes all of them first.
 */
export async function entriesBelow(
  calls: Calls,
  from: From,
  how: How,
): Promise<{ entries: Entry[]; isCut: boolean }> {
  const { depth, fileTypes, sort } = how;
  const most = sort === "name" ? how.wanted : LIMITS.sortedMax;
  const entries: Entry[] = [];
  const open: { itemId: string; item?: Item; below: string[] }[] = [{ itemId: from.itemId, below: [] }];
  let isCut = false;
  for (let opened = 0; open.length > 0 && entries.length < most; opened++) {
    if (opened >= LIMITS.foldersMax) return { entries: ordered(entries, sort), isCut: true };
    const folder = open.shift() as (typeof open)[number];
    if (folder.item && !(await how.mayOpen(folder.item))) continue;
    const isOpened = folder.below.length < depth;
    // Folders that will be opened are needed even where only files are shown.
    const keep = (row: Fields) => isShown(row, fileTypes) || (isOpened && Boolean(row.folder));
    // Of rows that are only opened nobody knows beforehand how many there are, so then the whole folder is read.
    const wanted = fileTypes === undefined ? most - entries.length : Number.POSITIVE_INFINITY;
    const found = await childrenOf(calls, { ...from, itemId: folder.itemId }, wanted, keep);
    isCut ||= found.isCut;
    for (const row of found.items) {
      const item = readItem(row, from.driveId);
      if (isShown(row, fileTypes)) entries.push({ item, below: folder.below });
      if (isOpened && item.kind === "folder")
        open.push({ itemId: item.id, item, below: [...folder.below, item.name] });
    }
  }
  return { entries: ordered(entries, sort), isCut: isCut || (sort !== "name" && open.length > 0) };
}

function isShown(row: Fields, fileTypes: readonly string[] | undefined): boolean {
  if (fileTypes === undefined) return true;
  return !row.folder && fileTypes.includes(extensionOf(textOf(row.name) ?? ""));
}

const ordered = (entries: Entry[], sort: How["sort"]): Entry[] =>
  sort === "name" ? entries : entries.toSorted(ORDERS[sort]);

const compare = (one = "", other = ""): number => (one < other ? -1 : one > other ? 1 : 0);
