import { ToolError } from "@gatehouse/tool";
import { remember } from "@gatehouse/upstream";
import type { Calls } from "./calls.ts";
import type { Directory } from "./directory.ts";
import type { Thing } from "./handles.ts";
import type { Item } from "./items.ts";
import type { List } from "./lists.ts";
import { pathOf } from "./names.ts";
import type { Page } from "./pages.ts";
import { type Library, libraryById, type Site, siteById } from "./sites.ts";

/** A place in SharePoint, with what was just read of it. */
export type Place =
  | { kind: "site"; site: Site }
  | { kind: "library"; site: Site; library: Library }
  /** `isAlone`: shared with a person who may open nothing around it. */
  | { kind: "item"; site: Site; library: Library; item: Item; isAlone?: true }
  | { kind: "page"; site: Site; page: Page }
  | { kind: "list"; site: Site; list: List }
  | { kind: "row"; site: Site; list: List; rowId: string };

export type ItemPlace = Extract<Place, { kind: "item" }>;

/** What places are found with, on behalf of one caller. */
export type World = {
  calls: Calls;
  directory: Directory;
  /** Names of what lies around an item. */
  around: Around;
  hosts: readonly string[];
  /** True under a person's own token: only then does Microsoft leave out what the person may not see. */
  isTrimmed: boolean;
};

export type Around = {
  site(siteId: string, signal: AbortSignal): Promise<Site>;
  library(driveId: string, siteId: string, signal: AbortSignal): Promise<Library>;
};

/** Remembers names of sites and libraries, apart for each identity that read them; nothing else is remembered. */
export function createMemory() {
  const sites = remember<Site>();
  const libraries = remember<Library>();
  return (calls: Calls, identity: string): Around => ({
    site: (siteId, signal) =>
      sites(JSON.stringify([identity, siteId]), () => siteById(calls, siteId, signal)),
    library: (driveId, siteId, signal) =>
      libraries(JSON.stringify([identity, driveId]), () => libraryById(calls, { driveId, siteId, signal })),
  });
}

export const thingOfItem = ({ kind, driveId, id }: Item): Thing => ({
  kind: kind === "folder" ? "folder" : "document",
  driveId,
  itemId: id,
});

/** What a place's handle stands for. */
export function thingOf(place: Place): Thing {
  const siteId = place.site.id;
  switch (place.kind) {
    case "site":
      return { kind: "site", siteId };
    case "library":
      return { kind: "library", siteId, driveId: place.library.driveId };
    case "item":
      return thingOfItem(place.item);
    case "page":
      return { kind: "page", siteId, pageId: place.page.id };
    case "list":
      return { kind: "list", siteId, listId: place.list.id };
    case "row":
      return { kind: "row", siteId, listId: place.list.id, rowId: place.rowId };
  }
}

/** How people would say where it is; every tool takes it back. */
export function saidPath(place: Place): string {
  const site = saidSite(place.site);
  switch (place.kind) {
    case "site":
      return site;
    case "library":
      return pathOf(site, place.library.name);
    case "item": {
      const { folders = [], isRoot, name } = place.item;
      return pathOf(site, place.library.name, ...folders, isRoot ? undefined : name);
    }
    case "page":
      return pathOf(site, "Site Pages", place.page.name);
    case "list":
    case "row":
      return pathOf(site, place.list.title);
  }
}

/** A title may hold the sign that parts a path; a name in an address never does. */
const saidSite = ({ name, title }: Site): string => (title.includes("/") ? name : title);

/** The last name of an address, as people would read it. */
export function lastName(url: string): string {
  const name = /[^/]*$/.exec(URL.canParse(url) ? new URL(url).pathname : "")?.[0] ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

export const missing = (next: string) =>
  new ToolError("not_found", "SharePoint has no such place, or the account used may not open it.", { next });

export const wrongKind = (what: string) =>
  new ToolError("invalid_input", `This is ${what}, which this tool does not take; nothing was read.`, {
    next: "Its description says what it takes.",
  });
