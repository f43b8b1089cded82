import { ToolError } from "@gatehouse/tool";
import { itemAt } from "./items.ts";
import { listsOf } from "./lists.ts";
import { isSameName, namesIn } from "./names.ts";
import { pageNamed } from "./pages.ts";
import { lastName, missing, type Place, type World } from "./places.ts";
import type { Library, Site } from "./sites.ts";

/** The place at a readable path: site, library or list, folders, file. */
export async function placeAtPath(world: World, path: string, signal: AbortSignal): Promise<Place> {
  const [name = "", ...rest] = namesIn(path);
  const [site, another] = await world.directory.named(name, signal);
  if (site === undefined) throw missing("sharepoint_find_sites lists the sites.");
  if (another !== undefined)
    throw new ToolError("invalid_input", "Several sites have this name; nothing was read.", {
      next: "Call sharepoint_find_sites and use the ref or url of the one you mean.",
    });
  return placeInSite(world, site, rest, signal);
}

async function placeInSite(world: World, site: Site, names: string[], signal: AbortSignal): Promise<Place> {
  const [first, ...rest] = names;
  if (first === undefined) return { kind: "site", site };
  const libraries = await world.directory.libraries(site.id, signal);
  const library = libraries.find(
    ({ name, url }) => isSameName(name, first) || isSameName(lastName(url), first),
  );
  if (library) return placeInLibrary(world, { site, library }, rest, signal);
  if (/^site ?pages$/i.test(first) && rest.length === 1)
    return placeOfPage(world, site, rest[0] ?? "", signal);
  const lists = rest.length === 0 ? await listsOf(world.calls, site.id, signal) : [];
  const list = lists.find(({ name, title }) => isSameName(title, first) || isSameName(name, first));
  if (list) return { kind: "list", site, list };
  throw missing("sharepoint_list_folder with the site lists its libraries, sharepoint_list_lists its lists.");
}

type Within = { site: Site; library: Library };

/** The library itself for no names. */
export async function placeInLibrary(
  { calls }: World,
  { site, library }: Within,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Place> {
  if (names.length === 0) return { kind: "library", site, library };
  const item = await itemAt(calls, { driveId: library.driveId, names, signal });
  return { kind: "item", site, library, item };
}

/** A page by its file name. */
export async function placeOfPage(
  { calls }: World,
  site: Site,
  name: string,
  signal: AbortSignal,
): Promise<Place> {
  const page = await pageNamed(calls, { siteId: site.id, name, signal });
  if (page) return { kind: "page", site, page };
  throw missing("Check the name of the page.");
}
