import { type Calls, unusable } from "./calls.ts";
import { type Fields, fields, textOf } from "./values.ts";

export const KINDS = ["document", "page", "list_item", "site", "folder"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * A hit of the search index. `row` has fewer properties than the item itself (reference, 5.1); `url` is where it lies, or
 * where people open it.
 */
export type Hit = {
  kind: Kind | undefined;
  row: Fields;
  title: string | undefined;
  url: string | undefined;
  snippet: string | undefined;
};

/** Which entities of the index hold what people call so. A page is an item of a list of pages. */
const ENTITIES: Record<Kind, string> = {
  document: "driveItem",
  folder: "driveItem",
  page: "listItem",
  list_item: "listItem",
  site: "site",
};

/** Sortable properties of the index [recalled]; without one the best match comes first. */
const SORTS = {
  relevance: undefined,
  newest: [{ name: "lastModifiedDateTime", isDescending: true }],
  oldest: [{ name: "lastModifiedDateTime", isDescending: false }],
};
export const SORT_NAMES = ["relevance", "newest", "oldest"] as const;

type Query = {
  kql: string;
  kinds: readonly Kind[];
  sort: (typeof SORT_NAMES)[number];
  from: number;
  size: number;
  signal: AbortSignal;
};

/** One page of hits. The index lags minutes behind and shows a person what they may open. */
export async function searchHits(calls: Calls, { kql, kinds, sort, from, size, signal }: Query) {
  const sortProperties = SORTS[sort];
  const request = {
    entityTypes: [...new Set(kinds.map((kind) => ENTITIES[kind]))],
    query: { queryString: kql },
    from,
    size,
    // Of a file a hit says where it lies only on demand, under its item of the library's list [recalled].
    fields: ["title", "path"],
    ...(sortProperties && { sortProperties }),
  };
  const answer = await calls.get({
    path: ["search", "query"],
    body: { requests: [request] },
    units: 2,
    signal,
  });
  const [response] = (Array.isArray(answer.value) ? answer.value : [undefined]).map(fields);
  if (!response || !Array.isArray(response.hitsContainers)) throw unusable();
  const { hits, total, moreResultsAvailable } = fields(response.hitsContainers[0]);
  return {
    hits: (Array.isArray(hits) ? hits.map(fields) : []).map(readHit),
    hasMore: moreResultsAvailable === true,
    total: typeof total === "number" ? total : undefined,
  };
}

function readHit({ resource, summary }: Fields): Hit {
  const row = fields(resource);
  const { title, Title, path } = { ...fields(row.fields), ...fields(fields(row.listItem).fields) };
  return {
    kind: kindOf(row),
    row,
    title: textOf(title) ?? textOf(Title),
    url: textOf(path) ?? textOf(row.webUrl),
    snippet: snippetOf(textOf(summary)),
  };
}

/** A document found as an item of its library's list is left to the hit that knows it as a document. */
function kindOf(row: Fields): Kind | undefined {
  const type = textOf(row["@odata.type"]) ?? "";
  if (type.endsWith(".site")) return "site";
  if (type.endsWith(".driveItem")) return row.folder ? "folder" : "document";
  if (!type.endsWith(".listItem")) return undefined;
  const url = textOf(row.webUrl) ?? "";
  if (/\/sitepages\//i.test(url)) return "page";
  return /\/lists\//i.test(url) ? "list_item" : undefined;
}

/** The index marks what matched, and gaps (reference, 5.5). */
const snippetOf = (summary: string | undefined): string | undefined =>
  summary
    ?.replace(/<\/?c0>/g, "")
    .replace(/<ddd\/>/g, "…")
    .trim();
