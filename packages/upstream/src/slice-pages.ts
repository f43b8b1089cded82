import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

/** The part of a list that a call wants: `limit` items from `offset` on. */
export type Wanted = { offset: number; limit: number };

/** That part, and whether an item follows it. */
export type Slice<Item> = { items: Item[]; hasMore: boolean; total?: number | undefined };

/**
 * For a vendor that addresses by offset and takes only multiples of its page size: asks for the pages that hold the
 * wanted part. Every page but the last must be full. `size` is `limit` itself where the vendor lets it be chosen.
 */
export async function slicePages<Item>(
  { offset, limit }: Wanted,
  size: number,
  ask: (offset: number, size: number) => Promise<Slice<Item>>,
): Promise<Slice<Item>> {
  const skip = offset % size;
  const found: Item[] = [];
  let page: Slice<Item>;
  let at = offset - skip;
  do {
    page = await ask(at, size);
    found.push(...page.items);
    at += size;
  } while (page.hasMore && found.length < skip + limit);
  return {
    items: found.slice(skip, skip + limit),
    hasMore: found.length > skip + limit || page.hasMore,
    total: page.total,
  };
}

/** A page of a vendor that names the next one itself: `next` is whatever leads there, absent on the last page. */
export type LinkedPage<Item, Next> = { items: Item[]; next?: Next | undefined; total?: number | undefined };

/**
 * For a vendor whose pages are linked: walks from the first page, asked for with `undefined`, to the wanted part. Pages
 * may be of any size, empty ones among them. A part beyond `pagesMax` pages is `invalid_input`.
 */
export async function walkPages<Item, Next>(
  { offset, limit }: Wanted,
  ask: (next: Next | undefined) => Promise<LinkedPage<Item, Next>>,
  pagesMax: number = LIMITS.pagesMax,
): Promise<Slice<Item>> {
  const found: Item[] = [];
  let passed = 0;
  let next: Next | undefined;
  let total: number | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await ask(next);
    found.push(...page.items.slice(Math.max(0, offset - passed)));
    passed += page.items.length;
    next = page.next;
    total ??= page.total;
    if (next === undefined || found.length >= limit)
      return { items: found.slice(0, limit), hasMore: found.length > limit || next !== undefined, total };
  }
  throw new ToolError("invalid_input", "This list is too long to page this far; nothing was returned.", {
    next: "Narrow it down with a filter.",
  });
}
