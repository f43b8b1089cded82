import { tools as bamboohr } from "@gatehouse/bamboohr";
import { tools as netsuite } from "@gatehouse/netsuite";
import { analystTools, tools as salesforce } from "@gatehouse/salesforce";
import { tools as sharepoint } from "@gatehouse/sharepoint";
import { type CatalogEntry, catalogEntry } from "@gatehouse/tool";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type FourSystems, openFourSystems, SYSTEM_IDS } from "../support/four-systems/open-four-systems.ts";
import { INGRID } from "./people.ts";
import { queriesIn } from "./queries-in.ts";
import { stringPlaces } from "./string-places.ts";

/** Marks every hostile text, so that it is found again wherever it ends up. */
const MARK = "zq7x";

const HOSTILE = [
  `${MARK}' OR '1'='1`,
  `${MARK}\\' OR Name != '`,
  `${MARK}%') UNION SELECT id FROM employee /*`,
  `${MARK}'; DELETE FROM customer; -- `,
  `${MARK} (SELECT Id FROM User)\n; UPDATE employee SET salary = 1`,
  `${MARK}" OR NOT path:"https://halden.sharepoint.com/sites/finance" OR author:${MARK}`,
  `${MARK}} RETURNING User(Id, Name) {`,
  `${MARK}' or startswith(fields/Title,'&$expand=fields($select=Salary)`,
];

/** In the short form places take turns: two texts each, and every text in every fourth place. */
const isLong = process.env.ATTACK_LENGTH === "long";
const turnOf = (turn: number) => (isLong ? HOSTILE : HOSTILE.filter((_, at) => at % 4 === turn % 4));

const READS: CatalogEntry[] = [...netsuite, ...salesforce, ...analystTools, ...sharepoint, ...bamboohr]
  .map((tool) => catalogEntry(tool as never))
  .filter(({ risk }) => risk === "read");

let systems: FourSystems;
beforeAll(async () => {
  systems = await openFourSystems({
    // With a person's own token: behind a service SharePoint does not search.
    sharepointAs: "person",
    roles: ({ hr, ...shipped }) => ({
      ...shipped,
      // HR as well, so that no answer is withheld before its query is asked.
      ...(hr && { hr: { ...hr, groups: [...hr.groups, "gatehouse-operations"] } }),
      every: { title: "Every tool", groups: ["gatehouse-operations"], tools: READS.map(({ name }) => name) },
    }),
  });
});
beforeEach(() => {
  for (const id of SYSTEM_IDS) systems[id].wire.asked.length = 0;
});
afterEach(() => {
  for (const id of SYSTEM_IDS) {
    const { simulator } = systems[id];
    expect({ id, writes: simulator.writes, changed: simulator.snapshot() }).toEqual({
      id,
      writes: [],
      changed: {},
    });
  }
});
afterAll(() => systems?.stop());

const since = (starts: readonly number[]) =>
  SYSTEM_IDS.flatMap((id, at) => systems[id].wire.asked.slice(starts[at]));
const now = () => SYSTEM_IDS.map((id) => systems[id].wire.asked.length);

/** What a query may never hold outside of literals, whatever was asked. */
const FOREIGN_SYNTAX = /;|--|\/\*|\b(UNION|DELETE|UPDATE|INSERT|DROP|MERGE)\b/i;

/** Plain words of the caller, and our own restrictions: what may stand outside of quotation marks in a search. */
const OWN_KQL =
  /isDocument=true|\b(filetype|path|author):|LastModifiedTime[<>]=[\d-]+|[()]|\bOR(?=\s+filetype:)/g;

function expectBound({ language, whole, syntax }: ReturnType<typeof queriesIn>[number]): void {
  if (language === "KQL") {
    const words = syntax.replace(OWN_KQL, " ");
    expect({ whole, words }).toEqual({ whole, words: expect.stringMatching(/^[\p{L}\p{N}\s]*$/u) });
    expect({ whole, words }).toEqual({
      whole,
      words: expect.not.stringMatching(/\b(OR|AND|NOT|NEAR|XRANK|ALL|ANY)\b/),
    });
    return;
  }
  expect({ whole, syntax }).toEqual({ whole, syntax: expect.not.stringMatching(new RegExp(MARK, "i")) });
  expect({ whole, syntax }).toEqual({ whole, syntax: expect.not.stringMatching(FOREIGN_SYNTAX) });
}

/** Whoever opens a quotation mark too many would be told by the product, and the caller that it is unavailable. */
const ENDS = ["ok", "invalid_input", "not_found", "not_allowed"];

test.each(READS.map((tool) => [tool.name, tool] as const))(
  "38: every text argument of %s stays a value, whatever query it becomes part of",
  async (name, { inputSchema, example }) => {
    for (const [turn, { place, given }] of stringPlaces(inputSchema, example).entries())
      for (const text of turnOf(turn)) {
        const starts = now();
        const { outcome } = await systems.ask(INGRID, name, given(text) as Record<string, unknown>);
        expect({ place, text, outcome }).toEqual({ place, text, outcome: expect.toBeOneOf(ENDS) });
        for (const request of since(starts)) {
          expect(request.path).not.toMatch(/\.\.|%2e%2e/i);
          for (const query of queriesIn(request)) expectBound(query);
        }
      }
  },
);

test("38: these texts do reach queries of every language, or the test above would prove nothing", async () => {
  const asked: [string, Record<string, unknown>][] = [
    ["netsuite_search", { query: `${MARK}'` }],
    [
      "salesforce_query",
      { object: "Account", fields: ["Name"], filters: [{ field: "Name", op: "eq", value: `${MARK}'` }] },
    ],
    ["salesforce_run_soql", { soql: `SELECT Name FROM Account WHERE Name = '${MARK}'` }],
    ["sharepoint_search", { query: `${MARK} "a b"` }],
    [
      "sharepoint_query_list_items",
      { list: "operations / Equipment", filters: [{ column: "Kind", op: "eq", value: `${MARK}'` }] },
    ],
  ];
  const languages = new Set<string>();
  for (const [tool, args] of asked) {
    const starts = now();
    expect(`${tool} ${(await systems.ask(INGRID, tool, args)).outcome}`).toBe(`${tool} ok`);
    const requests = since(starts);
    expect(
      requests.some(({ body, query }) => `${body}${[...query.values()]}`.toLowerCase().includes(MARK)),
    ).toBe(true);
    for (const { language } of requests.flatMap(queriesIn)) languages.add(language);
  }
  expect([...languages].toSorted()).toEqual(["KQL", "OData", "SOQL", "SuiteQL"]);
});

test("38: a condition that always holds finds nothing, and a wildcard that can be escaped finds only itself", async () => {
  const soql = (value: string, op: string) => ({
    object: "Account",
    fields: ["Name"],
    filters: [{ field: "Name", op, value }],
  });
  const rows = (value: string, op: string) => ({
    list: "operations / Equipment",
    filters: [{ column: "Kind", op, value }],
  });
  const asked: [string, Record<string, unknown>][] = [
    ["netsuite_search", { query: "x' OR '1'='1" }],
    ["salesforce_query", soql("x' OR Name != '", "eq")],
    ["salesforce_query", soql("x\\' OR Name != '", "eq")],
    ["salesforce_query", soql("%", "contains")],
    ["salesforce_query", soql("____", "starts_with")],
    ["sharepoint_query_list_items", rows("x' or fields/Kind ne '", "eq")],
    ["bamboohr_find_people", { query: "%" }],
    ["bamboohr_find_people", { query: "' OR '1'='1" }],
  ];
  for (const [tool, args] of asked) {
    const { outcome, data } = await systems.ask(INGRID, tool, args);
    expect({ tool, args, outcome, items: data?.items ?? [] }).toEqual({
      tool,
      args,
      outcome: expect.toBeOneOf(["ok", "invalid_input"]),
      items: [],
    });
  }
});

test.each([
  ["a second statement", "SELECT Name FROM Account; DELETE FROM Account"],
  ["a comment", "SELECT Name FROM Account -- WHERE IsDeleted = false"],
  ["a comment in between", "SELECT Name /* all */ FROM Account"],
  ["another statement", "DELETE FROM Account"],
  ["a clause that locks", "SELECT Name FROM Account FOR UPDATE"],
  ["a clause that leaves a mark", "SELECT Name FROM Account FOR VIEW"],
  ["a clause that counts views", "SELECT Title FROM Account UPDATE TRACKING"],
  ["every field", "SELECT FIELDS(ALL) FROM Account LIMIT 200"],
  ["rows that were deleted", "SELECT Name FROM Account ALL ROWS"],
  ["an object that is not on the list", "SELECT UserName, Pass FROM PermissionSet"],
  ["one in a sub-select", "SELECT Name FROM Account WHERE Id IN (SELECT ParentId FROM AccountShare)"],
  ["one in an inner select", "SELECT Name, (SELECT Id FROM Shares) FROM Account"],
  ["a field that is not on the list", "SELECT Tax_Id__c FROM Account"],
  ["one through a relation", "SELECT Owner.Profile.Name FROM Account"],
  ["one only compared", "SELECT Name FROM Account WHERE Tax_Id__c != null"],
  ["one only in the order", "SELECT Name FROM Account ORDER BY Tax_Id__c"],
  ["a bind variable", "SELECT Name FROM Account WHERE Name = :name"],
  ["two wheres", "SELECT Name FROM Account WHERE Name = 'a' WHERE Name = 'b'"],
])("38: a query written by hand that holds %s is refused and never sent", async (_, soql) => {
  await systems.ask(INGRID, "salesforce_run_soql", { soql: "SELECT Name FROM Account" });
  const starts = now();
  const { outcome, data } = await systems.ask(INGRID, "salesforce_run_soql", { soql });
  expect([outcome, data]).toEqual(["invalid_input", undefined]);
  expect(since(starts).flatMap(queriesIn)).toEqual([]);
});

// One more than asked for tells whether there are more.
test("38: more rows than are allowed, asked for inside the query, are not sent for", async () => {
  const starts = now();
  await systems.ask(INGRID, "salesforce_run_soql", {
    soql: "SELECT Name FROM Account LIMIT 50000",
    limit: 5,
  });
  expect(
    since(starts)
      .flatMap(queriesIn)
      .map(({ whole }) => whole),
  ).toEqual([expect.stringMatching(/ LIMIT [56]$/)]);
});
