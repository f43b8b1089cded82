import { invalidRequest, itemNotFound } from "../errors.ts";
import { linkOf } from "../store/identifiers.ts";
import type { Item, Library, List, Row, Site, SitePage } from "../store/model.ts";
import { follow } from "../store/tree.ts";
import type { Tenant } from "../tenant.ts";
import { type Opened, openLink } from "./open-link.ts";
import type { Segment } from "./split-path.ts";

/** What an address leads to. */
export type Place =
  | { kind: "service" }
  | { kind: "site"; site: Site }
  | { kind: "library"; library: Library }
  | { kind: "item"; library: Library; item: Item }
  | { kind: "list"; list: List | Library }
  | { kind: "row"; list: List; row: Row }
  | { kind: "page"; page: SitePage }
  | { kind: "share"; opened: Opened };

/** A place and what is asked of it, such as `versions`, `2.0`, `content`. */
export type Address = { place: Place; tail: string[] };

/** Stands in front of a name that is free: only an upload may go there. No name of SharePoint begins like it. */
export const newItem = ":new";

/** Follows an address. Whether the caller may go there is asked later; what does not exist is refused as not found. */
export function locate(tenant: Tenant, segments: Segment[]): Address {
  const walk = createWalk(segments);
  const first = walk.name();
  switch (first) {
    case "sites":
      return walk.isDone() ? { place: { kind: "service" }, tail: ["sites"] } : fromSite(tenant, walk);
    case "drives": {
      const library = tenant.store.library(walk.name() ?? "");
      if (!library) throw itemNotFound();
      return fromLibrary(tenant, library, walk);
    }
    case "shares": {
      const url = linkOf(walk.name() ?? "");
      if (url === undefined) throw invalidRequest("The sharing token is not valid.");
      const opened = openLink(tenant, url);
      if (!opened) throw itemNotFound();
      return { place: { kind: "share", opened }, tail: walk.rest() };
    }
    default:
      return { place: { kind: "service" }, tail: [first ?? "", ...walk.rest()] };
  }
}

type Walk = ReturnType<typeof createWalk>;

function createWalk(segments: Segment[]) {
  let at = 0;
  return {
    isDone: () => at >= segments.length,
    /** The next name; undefined where a path or nothing follows. */
    name(): string | undefined {
      const segment = segments[at];
      if (!segment || "path" in segment) return undefined;
      at += 1;
      return segment.name;
    },
    path(): string[] | undefined {
      const segment = segments[at];
      if (!segment || "name" in segment) return undefined;
      at += 1;
      return segment.path;
    },
    next: (name: string): boolean => {
      const segment = segments[at];
      if (!segment || "path" in segment || segment.name !== name) return false;
      at += 1;
      return true;
    },
    /** What is left; a path in it would make no sense. */
    rest(): string[] {
      return segments.slice(at).map((segment) => {
        if ("path" in segment) throw invalidRequest("Unsupported segment type in the address.");
        return segment.name;
      });
    },
  };
}

function fromSite(tenant: Tenant, walk: Walk): Address {
  const id = walk.name() ?? "";
  const path = walk.path();
  const site = path ? siteAt(tenant, id, path) : siteCalled(tenant, id);
  if (!site) throw itemNotFound();
  if (walk.next("drive")) return fromLibrary(tenant, site.libraries[0], walk);
  if (walk.next("drives")) {
    const drive = walk.name();
    if (drive === undefined) return { place: { kind: "site", site }, tail: ["drives"] };
    return fromLibrary(
      tenant,
      site.libraries.find((one) => one.id === drive),
      walk,
    );
  }
  if (walk.next("lists")) {
    const name = walk.name();
    if (name === undefined) return { place: { kind: "site", site }, tail: ["lists"] };
    return fromList(tenant, listCalled(site, name), walk);
  }
  if (walk.next("pages")) {
    const name = walk.name();
    if (name === undefined || name === "microsoft.graph.sitePage")
      return { place: { kind: "site", site }, tail: ["pages", ...(name ? [name] : [])] };
    const page = site.pages.find((one) => one.id === name);
    if (!page) throw itemNotFound();
    return { place: { kind: "page", page }, tail: walk.rest() };
  }
  return { place: { kind: "site", site }, tail: walk.rest() };
}

const siteCalled = ({ store }: Tenant, id: string): Site | undefined => {
  const lower = id.toLowerCase();
  if (lower === "root") return store.sites().find(({ path }) => path === "");
  return (
    store.site(id) ??
    store.sites().find((site) => site.collectionId === lower) ??
    store.sites().find((site) => site.path === "" && site.id.split(",")[0] === lower)
  );
};

const siteAt = (tenant: Tenant, host: string, names: string[]): Site | undefined => {
  if (host.toLowerCase() !== tenant.host) return undefined;
  const path = names.length === 0 ? "" : `/${names.join("/")}`.toLowerCase();
  return tenant.store.sites().find((site) => site.path.toLowerCase() === path);
};

function fromLibrary(tenant: Tenant, library: Library | undefined, walk: Walk): Address {
  if (!library) throw itemNotFound();
  let item: Item | undefined;
  if (walk.next("root")) item = library.tree().root;
  else if (walk.next("items")) {
    const id = walk.name() ?? "";
    const { items, root } = library.tree();
    item = tenant.switches.vanished.includes(id) ? undefined : id === "root" ? root : items.get(id);
    if (!item) throw itemNotFound();
  }
  if (!item) return { place: { kind: "library", library }, tail: walk.rest() };
  const path = walk.path();
  if (path) {
    const found = follow(library.tree(), item, path);
    // A name that is free is where an upload goes.
    if (!found) return missing(library, item, path, walk);
    if (tenant.switches.vanished.includes(found.id)) throw itemNotFound();
    item = found;
  }
  return { place: { kind: "item", library, item }, tail: walk.rest() };
}

/** The folder that is there and, in front of what is asked, the name that is not: `:new`, the name. */
function missing(library: Library, from: Item, path: string[], walk: Walk): Address {
  const parent = follow(library.tree(), from, path.slice(0, -1));
  const name = path.at(-1);
  const tail = walk.rest();
  if (!parent?.isFolder || name === undefined || tail.length === 0) throw itemNotFound();
  return { place: { kind: "item", library, item: parent }, tail: [newItem, name, ...tail] };
}

const listCalled = (site: Site, name: string): List | Library | undefined => {
  const wanted = name.toLowerCase();
  return (
    site.lists.find(({ id, displayName }) => id === wanted || displayName.toLowerCase() === wanted) ??
    site.libraries.find((library) => library.listId === wanted || library.name.toLowerCase() === wanted)
  );
};

function fromList(tenant: Tenant, list: List | Library | undefined, walk: Walk): Address {
  if (!list) throw itemNotFound();
  if (list.kind === "library" && walk.next("drive")) return fromLibrary(tenant, list, walk);
  if (list.kind === "list" && walk.next("items")) {
    const id = walk.name();
    if (id === undefined) return { place: { kind: "list", list }, tail: ["items"] };
    const row = list.rows().get(Number(id));
    if (!row) throw itemNotFound();
    return { place: { kind: "row", list, row }, tail: walk.rest() };
  }
  return { place: { kind: "list", list }, tail: walk.rest() };
}
