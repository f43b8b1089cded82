import { ToolError } from "@gatehouse/tool";
import { describe, expect, test } from "vitest";
import { ruleOf } from "./field-classes.ts";
import type { Column } from "./rows.ts";
import { compare, type Filter, grouped, masked, passes, type Row } from "./workforce.ts";

const column = (name: string, type?: string): Column => ({ name, type, rule: ruleOf({ name, type }) });
const department = column("department");
const payRate = column("payRate", "currency");
const row = (id: number, cells: Row["cells"]): Row => ({ id: String(id), name: `Person ${id}`, cells });
const people = (count: number, cells: Row["cells"], from = 0) =>
  Array.from({ length: count }, (_, index) => row(from + index, cells));

describe("a filter", () => {
  const filter = (op: Filter["op"], ...values: string[]): Filter => ({ column: payRate, op, values });

  test.each([
    ["38.50 USD", filter("gt", "38"), true],
    ["38.50 USD", filter("gt", "100"), false],
    ["9 USD", filter("lt", "10"), true],
    ["38.50 USD", filter("eq", "38.5"), true],
    ["2026-01-02", filter("ge", "2026-01-02"), true],
    ["Zürich", filter("eq", "zurich"), true],
    ["Denver", filter("in", "Austin", "Denver"), true],
    ["Denver", filter("ne", "Austin", "Denver"), false],
    ["' or 1 eq 1", filter("eq", "x"), false],
  ])("on %s: %j passes %s", (value, given, isPassed) => {
    expect(passes(row(1, { payRate: value }), [given])).toBe(isPassed);
  });

  test("finds no value in nothing but by ne", () => {
    expect(passes(row(1, {}), [filter("lt", "10")])).toBe(false);
    expect(passes(row(1, {}), [filter("ne", "10")])).toBe(true);
  });
});

test("numbers compare as numbers, with and without a currency", () => {
  expect(["9 USD", "100 USD", "20 USD"].toSorted(compare)).toEqual(["9 USD", "20 USD", "100 USD"]);
});

test("a value that may be somebody's number is gone before anything compares it", () => {
  const badge = column("customBadge", "text");
  const hidden: string[] = [];
  const shown = masked(row(1, { customBadge: "ID-00412" }), [badge], (name) => hidden.push(name));
  expect(shown.cells).toEqual({});
  expect(hidden).toEqual(["customBadge"]);
  expect(passes(shown, [{ column: badge, op: "ge", values: ["ID-00000"] }])).toBe(false);
});

describe("groups", () => {
  const rows = [
    ...people(6, { department: "Field", payRate: "10.00 USD" }),
    ...people(1, { department: "Field", payRate: "17.00 USD" }, 50),
    ...people(4, { department: "Executive", payRate: "90.00 USD" }, 100),
  ];
  const average = { fn: "average", column: payRate } as const;

  test("give the number of people and what was asked, largest first", () => {
    const { groups } = grouped(rows, { by: department, aggregate: { fn: "count" }, isProtected: false });
    expect(groups).toEqual([
      { key: "Field", people: 7, value: undefined },
      { key: "Executive", people: 4, value: undefined },
    ]);
  });

  test("of fewer than five people are left out where a field is protected", () => {
    const answer = grouped(rows, { by: department, aggregate: average, isProtected: true });
    expect(answer.suppressed).toBe(1);
    expect(answer.groups).toEqual([{ key: "Field", people: 7, value: "11 USD" }]);
  });

  test("of five people of whom fewer have a value show none", () => {
    const sparse = [
      ...people(4, { department: "A", payRate: "1.00 USD" }),
      ...people(4, { department: "A" }, 9),
    ];
    const { groups } = grouped(sparse, { by: department, aggregate: average, isProtected: true });
    expect(groups).toEqual([{ key: "A", people: 8, value: undefined }]);
  });

  test.each([
    ["median", "10 USD"],
    ["minimum", "10.00 USD"],
    ["maximum", "17.00 USD"],
    ["sum", "77 USD"],
  ] as const)("know the %s", (fn, value) => {
    const { groups } = grouped(rows.slice(0, 7), {
      by: undefined,
      aggregate: { fn, column: payRate },
      isProtected: true,
    });
    expect(groups).toEqual([{ key: undefined, people: 7, value }]);
  });

  test("refuse to add currencies, or words", () => {
    const ask = (other: string) => () =>
      grouped([...rows, ...people(9, { payRate: other })], {
        by: undefined,
        aggregate: average,
        isProtected: true,
      });
    expect(ask("5.00 CAD")).toThrow(ToolError);
    expect(ask("monthly")).toThrow("does not hold numbers");
  });
});
