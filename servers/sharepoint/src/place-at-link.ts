import { itemOfShare } from "./items.ts";
import { type Link, readLink, shareToken } from "./links.ts";
import { listsOf } from "./lists.ts";
import { checkedName, isSameName } from "./names.ts";
import { placeInLibrary, placeOfPage } from "./place-at-path.ts";
import { placeOfItem } from "./place-of-thing.ts";
import { lastName, missing, type Place, type World } from "./places.ts";
import type { Site } from "./sites.ts";

/**
 * The place at an address that somebody pasted. Plain addresses are taken apart here; sharing links and those of viewers are
 * left to Graph.
 */
export async function placeAtLink(world: World, text: string, signal: AbortSignal): Promise<Place> {
  const link = readLink(text, world.hosts);
  if (link.names === undefined) return placeOfShare(world, link, signal);
  const names = pointedAt(link.names, link.query);
  const isBelow = /^(sites|teams)$/i.test(names[0] ?? "") && names.length > 1;
  const at = { host: link.host, names: isBelow ? names.slice(0, 2) : [], signal };
  const site = await world.directory.at(at);
  const [first, second, ...more] = isBelow ? names.slice(2) : names;
  if (first === undefined) return { kind: "site", site };
  if (isSameName(first, "SitePages") && second !== undefined) return placeOfPage(world, site, second, signal);
  if (isSameName(first, "Lists") && second !== undefined)
    return placeOfList(world, { site, name: second, rowId: rowIn(more[0]) ?? link.query.get("ID") }, signal);
  const libraries = await world.directory.libraries(site.id, signal);
  const library = libraries.find(({ url }) => isSameName(lastName(url), first));
  if (library === undefined) return placeOfShare(world, link, signal);
  return placeInLibrary(world, { site, library }, second === undefined ? [] : [second, ...more], signal);
}

const placeOfShare = async (world: World, { url }: Link, signal: AbortSignal) =>
  placeOfItem(world, await itemOfShare(world.calls, shareToken(url), signal), signal);

type Named = { site: Site; name: string; rowId: string | null };

async function placeOfList(
  { calls }: World,
  { site, name, rowId }: Named,
  signal: AbortSignal,
): Promise<Place> {
  const lists = await listsOf(calls, site.id, signal);
  const list = lists.find((one) => isSameName(lastName(one.url), name) || isSameName(one.name, name));
  if (list === undefined) throw missing("sharepoint_list_lists shows the lists of a site.");
  const isRow = rowId !== null && /^\d{1,10}$/.test(rowId);
  return isRow ? { kind: "row", site, list, rowId } : { kind: "list", site, list };
}

/** A view of a library names the folder it shows in its query, and itself stands in `Forms`. */
function pointedAt(names: readonly string[], query: URLSearchParams): string[] {
  const isView = /\.aspx$/i.test(names.at(-1) ?? "");
  const folder = isView ? (query.get("id") ?? query.get("RootFolder")) : null;
  if (folder?.startsWith("/"))
    return folder
      .split("/")
      .filter((name) => name !== "")
      .map(checkedName);
  return isView && isSameName(names.at(-2), "Forms") ? names.slice(0, -2) : [...names];
}

/** A row's own address ends in its number and `_.000` (reference, 6.1). */
const rowIn = (name: string | undefined): string | undefined => /^(\d{1,10})_\.000$/.exec(name ?? "")?.[1];
