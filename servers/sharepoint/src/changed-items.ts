import type { Calls } from "./calls.ts";
import { changesOf, type Item, readItem } from "./items.ts";
import { type Fields, textOf } from "./values.ts";

export type Change = { item: Item; change: "created" | "changed" | "deleted"; folder: string | undefined };

type Wanted = {
  driveId: string;
  /** Where Graph goes on; without one from the moment. */
  link?: string | undefined;
  /** ISO moment: since when, or when the link was given. */
  from: string;
  signal: AbortSignal;
};

/**
 * What changed in a library since a moment, newest first. An item may come several times, of which the last counts, and a
 * folder may come after what lies in it (reference, 5.1). `link` goes on from here, and is absent where not all was seen.
 */
export async function changedItems(calls: Calls, { driveId, link, from, signal }: Wanted) {
  const { items: rows, isCut, last } = await changesOf(calls, { driveId, link, from, signal });
  const items = new Map<string, Item>();
  for (const row of rows) {
    const item = readItem(row, driveId);
    // A later entry moves to where it comes.
    items.delete(item.id);
    items.set(item.id, item);
  }
  const changes = [...items.values()].flatMap((item) => changeOf(item, from));
  const named = changes.map(({ item, change }): Change => {
    const parent = items.get(item.parentId ?? "");
    return { item, change, folder: parent && !parent.isRoot ? parent.name : undefined };
  });
  return {
    items: named.toSorted((one, other) => newestFirst(one.item, other.item)),
    link: deltaLink(last),
    isCut,
  };
}

/**
 * Graph names what changed; of a file that can be a rename, which moves no date. A folder comes too where only something in
 * it changed, and then is left out.
 */
function changeOf(item: Item, from: string): Pick<Change, "item" | "change">[] {
  if (item.isRoot) return [];
  if (item.isDeleted) return [{ item, change: "deleted" }];
  const isSince = (moment: string | undefined) =>
    moment !== undefined && Date.parse(moment) >= Date.parse(from);
  if (isSince(item.createdAt)) return [{ item, change: "created" }];
  return item.kind !== "folder" || isSince(item.modifiedAt) ? [{ item, change: "changed" }] : [];
}

/** A deletion has no date and stands first: whoever asks for changes wants to know of it. */
function newestFirst(one: Item, other: Item): number {
  const [left, right] = [one.modifiedAt ?? "9999", other.modifiedAt ?? "9999"];
  return left < right ? 1 : left > right ? -1 : one.id < other.id ? -1 : 1;
}

const deltaLink = (page: Fields): string | undefined => textOf(page["@odata.deltaLink"]);
