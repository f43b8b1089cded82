import { expect, test } from "vitest";
import { structuredText } from "./structured-text.ts";

const read = (structured: Record<string, unknown>) => JSON.parse(structuredText(structured));

test("a list of like objects becomes one table, and what stands beside it stays", () => {
  const items = [
    { id: "1", name: "Ann" },
    { id: "2", name: "Bob", note: "away" },
    { id: "3", name: "Cyd" },
  ];
  expect(read({ items, returned: 3, has_more: false })).toEqual({
    items: {
      columns: ["id", "name", "note"],
      rows: [
        ["1", "Ann", null],
        ["2", "Bob", "away"],
        ["3", "Cyd", null],
      ],
    },
    returned: 3,
    has_more: false,
  });
});

test("a column may have the name of what objects inherit", () => {
  const items = [
    JSON.parse('{"a":1,"b":2,"__proto__":"x","constructor":"y"}'),
    { a: 1, b: 2 },
    { a: 1, b: 3 },
  ];
  expect(structuredText({ items })).toBe(
    '{"items":{"columns":["a","b","__proto__","constructor"],"rows":[[1,2,"x","y"],[1,2,null,null],[1,3,null,null]]}}',
  );
});

test("lists inside rows and objects become tables too", () => {
  const lines = [{ n: 1 }, { n: 2 }, { n: 3 }];
  expect(read({ order: { lines } })).toEqual({ order: { lines: { columns: ["n"], rows: [[1], [2], [3]] } } });
});

test.each([
  ["two rows", [{ a: 1 }, { a: 2 }]],
  ["plain values", ["a", "b", "c"]],
  ["objects and others", [{ a: 1 }, "b", { a: 2 }]],
  ["objects that have little in common", [{ a: 1 }, { b: 1 }, { c: 1 }]],
  ["empty objects", [{}, {}, {}]],
])("%s stay as they are", (_, items) => {
  expect(read({ items })).toEqual({ items });
});

test("a table of twenty rows takes little more than half of the plain text", () => {
  const items = Array.from({ length: 20 }, (_, index) => ({
    transaction_id: String(index),
    transaction_date: "2026-11-20",
    amount_remaining: 12,
  }));
  expect(structuredText({ items }).length).toBeLessThan(0.6 * JSON.stringify({ items }).length);
});
