import { expect, test } from "vitest";
import { pageAt } from "./for-tests.ts";
import { pageFrom, pageFromStart } from "./page.ts";

const upper = (one: string) => one.toUpperCase();

test.each([
  [0, 2, ["A", "B"], true],
  [2, 2, ["C"], false],
  [1, 2, ["B", "C"], false],
  [3, 2, [], false],
])("of three items those from %d on, %d at most, are %j", (offset, limit, items, has_more) => {
  expect(pageFrom(["a", "b", "c"], { page: pageAt(offset), limit }, upper)).toEqual({
    items,
    returned: items.length,
    has_more,
    total: 3,
  });
});

test("of a list that was not read to its end no total is said", () => {
  expect(pageFromStart(["a", "b", "c"], { page: pageAt(0), limit: 2 }, upper)).toEqual({
    items: ["A", "B"],
    returned: 2,
    has_more: true,
  });
});
