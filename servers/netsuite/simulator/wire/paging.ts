import { invalidParameter } from "../errors.ts";

const pageMaximum = 1_000;

export type PageRequest = { limit: number; offset: number };

/** Reads `limit` and `offset`; an offset that is not a multiple of the limit is refused [recalled]. */
export function readPageRequest(url: URL): PageRequest {
  const limit = wholeNumber(url, "limit", pageMaximum);
  const offset = wholeNumber(url, "offset", 0);
  if (limit < 1 || limit > pageMaximum) {
    throw invalidParameter(
      "limit",
      `Invalid value for the query parameter limit. Provide a value from 1 to ${pageMaximum}.`,
    );
  }
  if (offset % limit !== 0) {
    throw invalidParameter(
      "offset",
      "Invalid value for the query parameter offset. It must be a multiple of limit.",
    );
  }
  return { limit, offset };
}

function wholeNumber(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text))
    throw invalidParameter(name, `Invalid value for the query parameter ${name}. Provide a number.`);
  return Number(text);
}

type Link = { rel: string; href: string };

/**
 * A collection as it goes over the wire, with two recorded oddities: `totalResults` never exceeds a thousand pages, and the `last` link
 * is computed wrongly, so it does not lead to the last page. The order of links on a middle page is [open].
 */
export function collectionPage(url: URL, { limit, offset }: PageRequest, total: number, items: unknown[]) {
  const totalResults = Math.min(total, 1_000 * limit);
  const hasMore = offset + items.length < totalResults;
  const href = (at: number) => {
    const target = new URL(url);
    target.searchParams.set("limit", String(limit));
    target.searchParams.set("offset", String(at));
    return target.href;
  };
  const pages = Math.ceil(totalResults / limit);
  const links: Link[] = [];
  if (hasMore) {
    links.push({ rel: "next", href: href(offset + limit) });
    links.push({ rel: "last", href: href(Math.floor((pages - 1) / limit) * limit) });
  }
  if (offset > 0) {
    links.push({ rel: "previous", href: href(offset - limit) }, { rel: "first", href: href(0) });
  }
  links.push({ rel: "self", href: url.href });
  return { links, count: items.length, hasMore, items, offset, totalResults };
}
