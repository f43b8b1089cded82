import { describe, expect, test } from "vitest";
import {
  allOf,
  bound,
  containing,
  customColumn,
  day,
  inlined,
  isIn,
  literal,
  named,
  sql,
} from "./suiteql.ts";

const nasty = [
  "O'Brien",
  "''",
  "' OR '1'='1",
  "'; DROP TABLE vendor; --",
  "x' UNION SELECT accountnumber FROM vendor WHERE '1'='1",
  "/* comment */ ? :1 {t.id} $id \\' \\",
  "q'[it]'",
  "%_",
  "שלום ‮ naïve 🏗️",
];

describe("a query", () => {
  test("keeps every value out of its text", () => {
    const query = sql`SELECT t.id FROM transaction t WHERE ${allOf(
      sql`t.type = ${"PurchOrd"}`,
      false,
      undefined,
      isIn(sql`t.entity`, ["1", "2"]),
      sql`t.trandate >= ${day("2026-11-01")}`,
      sql`ABS(t.foreigntotal) > ${50.5}`,
    )} ORDER BY t.id`;
    expect(bound(query)).toEqual({
      q: "SELECT t.id FROM transaction t WHERE t.type = ? AND (t.entity IN (?, ?)) AND t.trandate >= TO_DATE(?, 'YYYY-MM-DD') AND ABS(t.foreigntotal) > ? ORDER BY t.id",
      params: ["PurchOrd", "1", "2", "2026-11-01", 50.5],
    });
  });

  test("has the same meaning with its values inlined", () => {
    const query = sql`SELECT ${7} FROM vendor v WHERE v.companyname = ${"O'Brien"} AND v.id = ${"12"}`;
    expect(inlined(query)).toEqual({
      q: "SELECT 7 FROM vendor v WHERE v.companyname = 'O''Brien' AND v.id = '12'",
    });
  });

  test.each(nasty)("cannot be changed by the value %j", (value) => {
    const query = sql`SELECT v.id FROM vendor v WHERE v.companyname = ${value} AND v.isinactive = ${"F"}`;
    expect(bound(query).q).toBe("SELECT v.id FROM vendor v WHERE v.companyname = ? AND v.isinactive = ?");
    const text = inlined(query).q;
    expect(readLiterals(text)).toEqual([value, "F"]);
    expect(text.replaceAll(/'(?:[^']|'')*'/g, "?")).toBe(bound(query).q);
  });

  test("without conditions takes everything; with an empty list, nothing", () => {
    expect(bound(allOf(undefined, false)).q).toBe("1 = 1");
    expect(bound(isIn(sql`t.id`, [])).q).toBe("1 = 0");
  });

  test("splits a list that Oracle would refuse", () => {
    const many = bound(
      isIn(
        sql`t.id`,
        Array.from({ length: 1_801 }, (_, index) => String(index)),
      ),
    );
    expect(many.q.match(/IN \(/g)).toHaveLength(3);
    expect(many.params).toHaveLength(1_801);
  });
});

/** The text literals of a query as Oracle reads them. */
const readLiterals = (text: string): string[] =>
  [...text.matchAll(/'((?:[^']|'')*)'/g)].map((match) => (match[1] as string).replaceAll("''", "'"));

describe("a literal", () => {
  test.each([
    [0, "0"],
    [-12.5, "-12.5"],
    [50_000, "50000"],
    ["", "''"],
    ["it's", "'it''s'"],
  ])("writes %j as %s", (value, expected) => {
    expect(literal(value)).toBe(expected);
  });

  test.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e21,
    1e-9,
    "a\u0000b",
    "a\nb",
    "\ud800",
    "x".repeat(4_001),
  ])("refuses %j", (value) => {
    expect(() => literal(value)).toThrow();
  });
});

test("a pattern finds its text anywhere and no text makes it match everything", () => {
  expect(containing("50% off")).toBe("%50_ OFF%");
  expect(containing("%%")).toBe("%__%");
});

test.each(["companyname", "custentity_x; DROP", "custentity_x OR 1=1", "CUSTENTITY_X", "custentity_x'"])(
  "refuses %j as a custom field",
  (name) => {
    expect(() => customColumn(name)).toThrow();
  },
);

test.each(["v.companyname", "vendor"])("takes %j as a name", (name) => {
  expect(bound(named(name)).q).toBe(name);
});

test.each(["a b", "v.x.y", "v.x; --", "'x'", "1"])("refuses %j as a name", (name) => {
  expect(() => named(name)).toThrow();
});
