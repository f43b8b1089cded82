import { compact, cut, date, pageInput, pageOutput, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { thingOfHit } from "../hit-things.ts";
import { type Hit, KINDS, type Kind, SORT_NAMES, searchHits } from "../hits.ts";
import { readItem } from "../items.ts";
import { type Criteria, kql } from "../kql.ts";
import { LIMITS } from "../limits.ts";
import { wrongKind } from "../places.ts";
import { fileTypes, place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";
import { nameOf, textOf, timeOf } from "../values.ts";

const input = z.strictObject({
  query: z.string().trim().min(2).max(200).describe("Words; a phrase in double quotes"),
  kinds: z.array(z.enum(KINDS)).min(1).max(5).default(["document"]),
  site: place("Only in this site").optional(),
  file_types: fileTypes,
  author: z.string().trim().min(2).max(100).optional(),
  modified_after: date.optional(),
  modified_before: date.optional(),
  sort: z.enum(SORT_NAMES).default("relevance"),
  ...pageInput,
  limit: z.int().min(1).max(25).default(10),
});

const item = z.object({
  ref: z.string(),
  kind: z.enum(KINDS),
  title: z.string(),
  path: z.string().optional(),
  snippet: z.string().optional(),
  modified: z.string().optional(),
  author: z.string().optional(),
  url: z.string().optional(),
});

export const search = defineTool({
  name: "sharepoint_search",
  title: "Search SharePoint",
  description:
    "Finds documents, pages, list rows, sites or folders by what they say, over everything the person may open; best match first. " +
    "Read a hit with sharepoint_read_document. The index lags some minutes: for what was just saved use sharepoint_list_folder, " +
    "for filters on columns sharepoint_query_list_items. Not every deployment has it; the refusal names the way around.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(item),
  example: { query: "contract", file_types: ["docx"], limit: 10 },

  async handler({ api, input, page, signal }) {
    if (!api.isTrimmed) throw switchedOff();
    const query = kql({ words: input.query, ...(await criteria(api, input, signal)) });
    const { hits, hasMore, total } = await matching(api, { input, query, offset: page.offset, signal });
    return page.of(
      hits.map((hit) => shown(api, hit)),
      { hasMore, total },
    );
  },
});

type Input = z.output<typeof input>;

async function criteria(
  api: SharePoint,
  input: Input,
  signal: AbortSignal,
): Promise<Omit<Criteria, "words">> {
  const found = input.site === undefined ? undefined : await api.find(input.site, signal);
  if (found && found.kind !== "site") throw wrongKind("no site");
  return {
    isDocument: isAll(input, "document"),
    // Pages are kept in lists beside all other rows, and are the ones of this ending.
    fileTypes: input.file_types ?? (isAll(input, "page") ? ["aspx"] : undefined),
    site: found?.site.url,
    author: input.author,
    modifiedAfter: input.modified_after,
    modifiedBefore: input.modified_before,
  };
}

const isAll = ({ kinds }: Input, kind: Kind): boolean => kinds.every((one) => one === kind);

type Matching = { input: Input; query: string; offset: number; signal: AbortSignal };

/** Where the index itself tells the wanted kind apart it pages; else hits of other kinds are dropped here, from the start. */
async function matching(api: SharePoint, { input, query, offset, signal }: Matching) {
  const { kinds, sort, limit } = input;
  const ask = { kql: query, kinds, sort, signal };
  if (isAll(input, "document")) return searchHits(api.calls, { ...ask, from: offset, size: limit });
  const { hits } = await searchHits(api.calls, { ...ask, from: 0, size: LIMITS.hitsMax });
  const wanted = hits.filter(({ kind }) => kind !== undefined && kinds.includes(kind));
  return {
    hits: wanted.slice(offset, offset + limit),
    hasMore: wanted.length > offset + limit,
    total: undefined,
  };
}

function shown(api: SharePoint, { kind = "document", row, title, url, snippet }: Hit) {
  const item = readItem(row);
  const thing = thingOfHit(kind, row);
  // A file goes by its name, anything else by what people called it.
  const isFile = kind === "document" || kind === "folder";
  return {
    // What the hit says too little of for a ref is opened by its address.
    ref: thing ? api.refOf(thing) : (item.url ?? ""),
    kind,
    title: isFile ? item.name : (textOf(row.displayName) ?? title ?? item.name),
    ...compact({
      path: url && pathIn(url),
      snippet: cut(snippet, LIMITS.snippetCharacters),
      modified: timeOf(item.modifiedAt),
      author: nameOf(row.createdBy) ?? item.modifiedBy,
      url: item.url,
    }),
  };
}

/** A hit has no path of its own; its address shows one, except for what SharePoint opens in a viewer. */
function pathIn(url: string): string | undefined {
  if (!URL.canParse(url) || url.includes("/_layouts/")) return undefined;
  const names = new URL(url).pathname.split("/").filter((name) => name !== "");
  const own = /^(sites|teams)$/i.test(names[0] ?? "") ? names.slice(1) : names;
  try {
    return own.map(decodeURIComponent).join(" / ");
  } catch {
    return undefined;
  }
}

const switchedOff = () =>
  new ToolError(
    "not_allowed",
    "Search is off here: it would show what the shared account may open and you may not. Nothing was searched.",
    {
      next: "Find the site with sharepoint_find_sites and look through it with sharepoint_list_folder, with recursive_depth 2.",
    },
  );
