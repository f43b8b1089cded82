import type { Item, Library, List, Row, SharingLink, Site } from "../store/model.ts";
import { follow } from "../store/tree.ts";
import type { Tenant } from "../tenant.ts";

/** What a pasted link leads to; `link` where it was made for sharing and so may give access. */
export type Opened = {
  site: Site;
  library?: Library;
  item?: Item;
  list?: List;
  row?: Row;
  link?: SharingLink;
};

/** Reads the addresses that people paste: of sharing, of viewers, of views, and plain paths. Undefined when it leads nowhere here. */
export function openLink(tenant: Tenant, address: string): Opened | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.host.toLowerCase() !== tenant.host) return undefined;
  let names: string[];
  try {
    names = url.pathname
      .split("/")
      .filter((name) => name !== "")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
  if (/^:\w:$/.test(names[0] ?? "")) return shared(tenant, url, names);
  const site = siteOf(tenant, names);
  if (!site) return undefined;
  const below = names.slice(site.path === "" ? 0 : 2);
  if (below[0] === "_layouts") return byUniqueId(site, url.searchParams.get("sourcedoc"));
  const shown = url.searchParams.get("id") ?? url.searchParams.get("RootFolder");
  if (below.at(-1)?.endsWith(".aspx") && shown) {
    const path = shown.split("/").filter((name) => name !== "");
    return below[0] === "Lists" ? undefined : inLibrary(site, path.slice(site.path === "" ? 0 : 2));
  }
  if (below[0] === "Lists") return inList(site, below, url);
  return below.length === 0 ? { site } : inLibrary(site, withoutView(below));
}

/** `/Forms/AllItems.aspx` is the library itself. */
const withoutView = (names: string[]): string[] => {
  const forms = names.indexOf("Forms");
  return forms > 0 && names.at(-1)?.endsWith(".aspx") ? names.slice(0, forms) : names;
};

function siteOf({ store }: Tenant, names: string[]): Site | undefined {
  const path = names[0]?.toLowerCase() === "sites" ? `/sites/${names[1] ?? ""}`.toLowerCase() : "";
  return store.sites().find((site) => site.path.toLowerCase() === path);
}

function inLibrary(site: Site, names: string[]): Opened | undefined {
  const library = site.libraries.find(({ path }) => path.toLowerCase() === names[0]?.toLowerCase());
  if (!library) return undefined;
  const item = follow(library.tree(), library.tree().root, names.slice(1));
  return item && { site, library, item };
}

function inList(site: Site, [, name, last = ""]: string[], url: URL): Opened | undefined {
  const list = site.lists.find((one) => one.name.toLowerCase() === name?.toLowerCase());
  if (!list) return undefined;
  const id = Number(/^(\d+)_\.000$/.exec(last)?.[1] ?? url.searchParams.get("ID") ?? Number.NaN);
  const row = list.rows().get(id);
  return { site, list, ...(row && { row }) };
}

function byUniqueId(site: Site, given: string | null): Opened | undefined {
  const guid = given?.replace(/[{}]/g, "").toLowerCase();
  for (const library of guid === undefined ? [] : site.libraries) {
    for (const item of library.tree().items.values()) if (item.guid === guid) return { site, library, item };
  }
  return undefined;
}

/** `/:w:/s/{site}/{token}` or, with the path of the item behind it, `/:w:/r/sites/{site}/...`. */
function shared(tenant: Tenant, url: URL, names: string[]): Opened | undefined {
  if (names[1] === "r")
    return openLink(
      tenant,
      `https://${url.host}/${names.slice(2).map(encodeURIComponent).join("/")}${url.search}`,
    );
  const site = tenant.store.sites().find(({ name }) => name.toLowerCase() === names[2]?.toLowerCase());
  const plain = `${url.origin}${url.pathname}`;
  for (const library of site?.libraries ?? []) {
    for (const item of library.tree().items.values()) {
      const link = item.access?.grants.find((grant) => grant.link?.url === plain)?.link;
      if (site && link) return { site, library, item, link };
    }
  }
  return undefined;
}
