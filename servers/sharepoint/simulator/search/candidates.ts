import { roleOnItem, roleOnLibrary, roleOnList, roleOnSite } from "../access/rights.ts";
import { endingOf } from "../files/media-types.ts";
import { rowUrl } from "../show/show-row.ts";
import { siteUrl } from "../show/show-site.ts";
import type { Session } from "../signin/session.ts";
import type { Item, Library, List, Row, Site, SitePage } from "../store/model.ts";
import { folderUrl, pathOf } from "../store/tree.ts";
import type { Tenant } from "../tenant.ts";
import { type Indexed, wordsIn } from "./kql.ts";

export type Subject =
  | { kind: "driveItem"; library: Library; item: Item }
  | { kind: "listItem"; list: List; row: Row }
  | { kind: "page"; page: SitePage }
  | { kind: "list"; list: List | Library }
  | { kind: "drive"; library: Library }
  | { kind: "site"; site: Site };

export type Candidate = { subject: Subject; index: Indexed };

/** Words are drawn from a file's content once; a new content is a new key. */
const words = new WeakMap<object, string>();

function contentWords({ content }: Item): string {
  if (!content) return "";
  const known = words.get(content) ?? wordsIn(content.words());
  words.set(content, known);
  return known;
}

/** A changed row has new fields. */
function rowWords({ fields }: Row): string {
  const known = words.get(fields);
  if (known !== undefined) return known;
  const texts = Object.values(fields).filter((value) => typeof value === "string");
  const fresh = wordsIn(texts.join(" "));
  words.set(fields, fresh);
  return fresh;
}

const names = new WeakMap<Item, { name: string; words: string }>();

function nameWords(item: Item): string {
  const known = names.get(item);
  if (known?.name === item.name) return known.words;
  const fresh = { name: item.name, words: wordsIn(item.name) };
  names.set(item, fresh);
  return fresh.words;
}

const base = { createdAt: "", modifiedAt: "", author: "", ending: "", isDocument: false };

/** Everything of these kinds that the caller may see; trimming comes before matching, as in the vendor's index. */
export function* candidates(
  tenant: Tenant,
  session: Session,
  kinds: ReadonlySet<string>,
): Generator<Candidate> {
  const now = tenant.now();
  for (const site of tenant.store.sites()) {
    const isOpen = roleOnSite(session, site, now) !== undefined;
    if (kinds.has("site") && isOpen)
      yield { subject: { kind: "site", site }, index: indexSite(tenant, site) };
    for (const library of site.libraries) {
      if (roleOnLibrary(session, library, now) !== undefined) {
        const named = {
          ...indexSite(tenant, site),
          title: wordsIn(library.name),
          text: wordsIn(site.displayName),
        };
        const index = {
          ...named,
          url: folderUrl(tenant.host, library, []),
          contentClass: "STS_List_DocumentLibrary",
        };
        if (kinds.has("drive")) yield { subject: { kind: "drive", library }, index };
        if (kinds.has("list")) yield { subject: { kind: "list", list: library }, index };
      }
      if (kinds.has("driveItem")) yield* driveItems(tenant, session, library, now);
    }
    if (!isOpen) continue;
    if (kinds.has("listItem")) {
      for (const page of site.pages)
        yield { subject: { kind: "page", page }, index: indexPage(tenant, page) };
    }
    for (const list of site.lists) yield* listThings(tenant, session, list, kinds, now);
  }
}

function* listThings(
  tenant: Tenant,
  session: Session,
  list: List,
  kinds: ReadonlySet<string>,
  now: Date,
): Generator<Candidate> {
  if (list.isHidden || roleOnList(session, list, now) === undefined) return;
  const listUrl = `${siteUrl(tenant, list.site)}/Lists/${encodeURIComponent(list.name)}`;
  if (kinds.has("list")) {
    const index = {
      ...base,
      url: listUrl,
      title: wordsIn(list.displayName),
      text: wordsIn(list.description),
      contentClass: "STS_List_GenericList",
    };
    yield { subject: { kind: "list", list }, index };
  }
  if (!kinds.has("listItem")) return;
  for (const row of list.rows().values()) {
    const index: Indexed = {
      ...base,
      title: wordsIn(String(row.fields.Title ?? "")),
      text: rowWords(row),
      url: rowUrl(tenant, list, row),
      author: tenant.directory.byId(row.createdBy)?.name ?? "",
      modifiedAt: row.modifiedAt,
      createdAt: row.createdAt,
      contentClass: "STS_ListItem_GenericList",
    };
    yield { subject: { kind: "listItem", list, row }, index };
  }
}

/** What search knows of a library: nothing of the last minutes' new files, still all of the last minutes' deleted ones. */
export function* driveItems(
  tenant: Tenant,
  session: Session,
  library: Library,
  now: Date,
): Generator<Candidate> {
  const delayMs = tenant.switches.indexDelayMinutes * 60_000;
  const isFresh = ({ touchedAt }: Item) =>
    touchedAt !== null && now.getTime() - Date.parse(touchedAt) < delayMs;
  const tree = library.tree();
  const known = [
    ...[...tree.items.values()].filter((item) => item.parentId !== null && !isFresh(item)),
    ...[...tree.deleted.values()].filter(isFresh),
  ];
  for (const item of known) {
    if (roleOnItem(session, library, item, now) === undefined) continue;
    yield {
      subject: { kind: "driveItem", library, item },
      index: {
        title: nameWords(item),
        text: contentWords(item),
        // Only queries by path look at it.
        get url() {
          return folderUrl(tenant.host, library, pathOf(tree, item));
        },
        ending: item.isFolder ? "" : endingOf(item.name),
        author: tenant.directory.byId(item.createdBy)?.name ?? "",
        modifiedAt: item.modifiedAt,
        createdAt: item.createdAt,
        isDocument: !item.isFolder,
        contentClass: "STS_ListItem_DocumentLibrary",
      },
    };
  }
}

const indexSite = (tenant: Tenant, site: Site): Indexed => ({
  ...base,
  title: wordsIn(`${site.name} ${site.displayName}`),
  text: wordsIn(site.description),
  url: siteUrl(tenant, site),
  createdAt: site.createdAt,
  modifiedAt: site.createdAt,
  contentClass: "STS_Site",
});

const indexPage = (tenant: Tenant, page: SitePage): Indexed => ({
  ...base,
  title: wordsIn(page.title),
  text: wordsIn(page.html.join(" ").replace(/<[^>]*>/g, " ")),
  url: `${siteUrl(tenant, page.site)}/SitePages/${page.name}`,
  ending: "aspx",
  author: tenant.directory.byId(page.createdBy)?.name ?? "",
  modifiedAt: page.modifiedAt,
  createdAt: page.createdAt,
  contentClass: "STS_ListItem_WebPageLibrary",
});
