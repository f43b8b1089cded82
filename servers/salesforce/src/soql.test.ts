import { ToolError } from "@gatehouse/tool";
import { parseQuery } from "@jetstreamapp/soql-parser-js";
import { describe, expect, test } from "vitest";
import { allOf, type Condition, compile, fieldsOf, has, isId, literal, longId, type Value } from "./soql.ts";

const nasty = [
  "O'Brien",
  "''",
  "\\",
  "\\'",
  "\\\\' OR Name != '",
  "' OR Name != '",
  "x' OR Id IN (SELECT AccountId FROM Opportunity) OR Name = '",
  "x'; DELETE FROM Account; --",
  "x') LIMIT 1 FOR VIEW //",
  "/* comment */ :bind {0} $id",
  "null",
  "TODAY",
  "%_",
  "\\%",
  'two\nlines\tand "quotes"',
  "\u0041\\u0027",
  "שלום ‮ naïve 🏗️",
];

const wherever = (condition: Condition) =>
  compile({ columns: { id: "Id" }, from: "Account", where: condition }, { limit: 1 });

/** What stands between the quotes of a query, read as Salesforce documents its escapes, and the query without it. */
function read(soql: string) {
  const texts: string[] = [];
  const rest = soql.replace(/'((?:[^'\\]|\\.)*)'/gsu, (_, inner: string) => {
    texts.push(inner);
    return "?";
  });
  return { texts, rest };
}

const NAMED: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const meaning = (inner: string) =>
  inner.replace(/\\(.)/gsu, (_, character: string) => NAMED[character] ?? character);

describe("a value in a query", () => {
  test.each(nasty)("%j stays one literal with that meaning", (value) => {
    const { texts, rest } = read(wherever(has("Name", "eq", value)));
    expect(rest).toBe("SELECT Id FROM Account WHERE Name = ? LIMIT 1");
    expect(texts.map(meaning)).toEqual([value]);
  });

  test.each(nasty)("%j is one condition to a parser nobody here wrote", (value) => {
    const { where, limit } = parseQuery(wherever(has("Name", "eq", value)));
    expect(where).toEqual({
      left: { field: "Name", operator: "=", literalType: "STRING", value: literal(value) },
    });
    expect(limit).toBe(1);
  });

  test.each(["in", "not_in"] as const)("stays inside its list for %s", (operator) => {
    const { texts, rest } = read(wherever(has("Name", operator, nasty)));
    expect(rest).toMatch(/^SELECT Id FROM Account WHERE Name (NOT )?IN \((\?, )*\?\) LIMIT 1$/);
    expect(texts.map(meaning)).toEqual(nasty);
  });

  test.each(nasty)("%j is found as it stands, without wildcards of its own", (value) => {
    const { texts, rest } = read(wherever(has("Name", "contains", value)));
    expect(rest).toBe("SELECT Id FROM Account WHERE Name LIKE ? LIMIT 1");
    const [inner = ""] = texts;
    expect(inner.slice(1, -1)).not.toMatch(/(^|[^\\])(\\\\)*[%_]/);
    expect([inner.at(0), inner.at(-1), meaning(inner.slice(1, -1))]).toEqual(["%", "%", value]);
  });

  test.each<[Value, string]>([
    [0, "0"],
    [-12.5, "-12.5"],
    [true, "true"],
    [null, "null"],
    [{ day: "2026-02-28" }, "2026-02-28"],
    [{ moment: "2026-11-03T14:05:11+01:00" }, "2026-11-03T13:05:11.000Z"],
  ])("%j has no quotes", (value, written) => {
    expect(literal(value)).toBe(written);
  });

  test.each<[Value]>([
    ["a\u0000b"],
    ["\u001b[2J"],
    ["\ud800"],
    [Number.NaN],
    [1e21],
    [1e-13],
    [{ day: "2026-02-30" }],
    [{ day: "2026-01-01 OR Id != null" }],
  ])("%j has no safe form and is refused", (value) => {
    expect(() => literal(value)).toThrow(ToolError);
  });

  test("that is no time at all cannot become one", () => {
    expect(() => literal({ moment: "LAST_YEAR" })).toThrow();
  });
});

describe("a query", () => {
  test("is written from its parts", () => {
    const query = {
      columns: { id: "Id", account: "Account.Name", again: "Id" },
      from: "Opportunity",
      where: allOf(
        has("IsClosed", "eq", false),
        undefined,
        false,
        {
          any: [
            has("LastActivityDate", "is_null", true),
            has("LastActivityDate", "lt", { day: "2026-10-21" }),
          ],
        },
        has("CloseDate", "in_last_days", 30),
      ),
      orderBy: [{ field: "CloseDate", direction: "desc" as const }, { field: "Id" }],
    };
    expect(compile(query, { limit: 21, offset: 40 })).toBe(
      "SELECT Id, Account.Name FROM Opportunity WHERE (IsClosed = false AND (LastActivityDate = null OR LastActivityDate < 2026-10-21) " +
        "AND CloseDate = LAST_N_DAYS:30) ORDER BY CloseDate DESC NULLS LAST, Id ASC NULLS LAST LIMIT 21 OFFSET 40",
    );
    expect(fieldsOf(query).deciding).toEqual([
      "IsClosed",
      "LastActivityDate",
      "LastActivityDate",
      "CloseDate",
      "CloseDate",
      "Id",
    ]);
  });

  test("with groups names every column, so that none clashes", () => {
    const query = {
      columns: { group: "Owner.Name", n: { of: "Id", by: "count" }, sum: { of: "Amount", by: "sum" } },
      from: "Opportunity",
      groupBy: ["group"],
    } as const;
    expect(compile(query, { limit: 10 })).toBe(
      "SELECT Owner.Name c0, COUNT(Id) c1, SUM(Amount) c2 FROM Opportunity GROUP BY Owner.Name LIMIT 10",
    );
  });

  test("has nothing in an empty list and everything outside it", () => {
    expect(wherever(has("OwnerId", "in", []))).toContain("WHERE Id = null ");
    expect(wherever(has("OwnerId", "not_in", []))).toContain("WHERE Id != null ");
  });
});

describe("what is no part of a query", () => {
  test.each([
    "Name FROM User",
    "Name, Id",
    "Name--",
    "a b",
    "",
    "Name.",
    ".Name",
    "1",
    "Náme",
    "(SELECT Id FROM Contacts)",
  ])("takes no field called %j", (name) => {
    const columns = { id: "Id" };
    expect(() => compile({ columns: { name }, from: "Account" }, { limit: 1 })).toThrow("no name");
    expect(() => wherever(has(name, "eq", 1))).toThrow("no name");
    expect(() => compile({ columns, from: name }, { limit: 1 })).toThrow("no name");
    expect(() => compile({ columns, from: "Account", orderBy: [{ field: name }] }, { limit: 1 })).toThrow(
      "no name",
    );
  });

  test("takes no limit that is more than a count", () => {
    for (const limit of [-1, 1.5, Number.NaN])
      expect(() => compile({ columns: { id: "Id" }, from: "Account" }, { limit })).toThrow("whole number");
  });

  test("that grows beyond what Salesforce takes is refused before it is sent", () => {
    const many = Array.from({ length: 6_000 }, (_, index) => `0050000000000${index}`);
    expect(() => wherever(has("OwnerId", "in", many))).toThrow(ToolError);
  });
});

describe("an id", () => {
  test("of 15 characters has exactly one longer form", () => {
    expect(longId("001A0000006Vm9r")).toBe("001A0000006Vm9rIAC");
    expect(longId("001A0000006Vm9rIAC")).toBe("001A0000006Vm9rIAC");
    expect(isId("001A0000006Vm9r")).toBe(true);
    expect(isId("001A0000006Vm9rIAC")).toBe(true);
  });

  test.each([
    "001A0000006Vm9rIAB",
    "001a0000006vm9rIAC",
    "001A0000006Vm9",
    "001A0000006Vm9rI",
    "../1",
    "001A0000006Vm9'",
  ])("%j is none", (text) => {
    expect(isId(text)).toBe(false);
  });
});
