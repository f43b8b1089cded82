import { expect, test } from "vitest";
import { type Page, pageFrom } from "./page.ts";

const at = (offset: number): Page => ({
  offset,
  of: (items, { hasMore, total }) => ({
    items,
    returned: items.length,
    has_more: hasMore,
    ...(total !== undefined && { total }),
  }),
});

test.each([
  [0, 2, ["A", "B"], true],
  [2, 2, ["C"], false],
  [1, 2, ["B", "C"], false],
  [3, 2, [], false],
])("of three items those from %d on, %d at most, are %j", (offset, limit, items, has_more) => {
  const upper = (one: string) => one.toUpperCase();
  expect(pageFrom(["a", "b", "c"], { page: at(offset), limit }, upper)).toEqual({
    items,
    returned: items.length,
    has_more,
    total: 3,
  });
});
