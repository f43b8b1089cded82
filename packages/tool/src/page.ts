import { z } from "zod";

/** Items a list returns when nothing else is asked, and the most it may return. */
const PAGE = { items: 20, itemsMax: 100, cursorCharacters: 512 };

/** The arguments every list shares. */
export const pageInput = {
  limit: z.int().min(1).max(PAGE.itemsMax).default(PAGE.items),
  cursor: z
    .string()
    .max(PAGE.cursorCharacters)
    .optional()
    .describe("next_cursor of the previous answer; keep all other arguments"),
};

/** The answer every list shares. `next_cursor` is there exactly when `has_more` is true. */
export const pageOutput = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    returned: z.int(),
    has_more: z.boolean(),
    next_cursor: z.string().optional(),
    /** Matches in all, where the system says so. */
    total: z.int().optional(),
  });

/** Where a list call stands, decoded from its cursor by whoever serves the tool. */
export type Page = {
  offset: number;
  /**
   * The answer of a list. `items` are those from `offset` on; `hasMore` says whether another follows the last of them.
   */
  of<Item>(items: Item[], facts: { hasMore: boolean; total?: number | undefined }): PageOf<Item>;
};

/** A list as it travels. */
export type PageOf<Item> = {
  items: Item[];
  returned: number;
  has_more: boolean;
  next_cursor?: string;
  total?: number;
};

/** The answer of a list that is at hand as a whole: the items of this page, each as `shown` gives it, and how many there are. */
export function pageFrom<Whole, Item>(
  all: readonly Whole[],
  asked: { page: Page; limit: number },
  shown: (one: Whole) => Item,
): PageOf<Item> {
  const { items, hasMore } = sliceOf(all, asked, shown);
  return asked.page.of(items, { hasMore, total: all.length });
}

/**
 * The same of a list that was read no further than one item past this page, or that may not be all there is: how many there
 * are is not said.
 */
export function pageFromStart<Whole, Item>(
  start: readonly Whole[],
  asked: { page: Page; limit: number },
  shown: (one: Whole) => Item,
): PageOf<Item> {
  const { items, hasMore } = sliceOf(start, asked, shown);
  return asked.page.of(items, { hasMore });
}

function sliceOf<Whole, Item>(
  list: readonly Whole[],
  { page, limit }: { page: Page; limit: number },
  shown: (one: Whole) => Item,
) {
  const end = page.offset + limit;
  const items = list.slice(page.offset, end).map((one) => shown(one));
  return { items, hasMore: list.length > end };
}
