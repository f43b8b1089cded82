import { afterEach, expect, test } from "vitest";
import { AMARA, createTestOrg, INGRID } from "../test-org.ts";

const { simulator, get, write } = await createTestOrg();
const { planted } = simulator;

afterEach(() => simulator.reset());

type Found = { Id: string; Name?: string; attributes: { type: string; url: string } };
const search = async (body: Record<string, unknown>, name?: string) =>
  (await write("POST", "/parameterizedSearch", body, name)).body.searchRecords as Found[];
const sosl = (text: string, name?: string) => get(`/search?q=${encodeURIComponent(text)}`, name);

test("A search finds words in several objects and gives rows with attributes", async () => {
  const found = await search({
    q: "harbor authority",
    in: "ALL",
    fields: ["Id", "Name"],
    sobjects: [
      { name: "Account", limit: 20 },
      { name: "Opportunity", fields: ["Id"] },
    ],
    overallLimit: 50,
  });
  expect(found.slice(0, 2).map(({ Id }) => Id)).toEqual(planted.nearDuplicateAccounts);
  expect(found[0]).toMatchObject({
    attributes: { type: "Account", url: expect.stringContaining("/sobjects/Account/001") },
    Name: "Harbor Port Authority",
  });
  expect(found.at(-1)?.attributes.type).toBe("Opportunity");
});

test("Words are whole words, unless a star ends them, and neither case nor accents matter", async () => {
  const names = async (q: string) =>
    (await search({ q, sobjects: [{ name: "Account", fields: ["Id", "Name"] }] }, INGRID)).map(
      ({ Name }) => Name,
    );
  expect(await names("harb")).toEqual([]);
  expect(await names("HARB*")).toContain("Harbor Port Authority");
  expect(await names("cite des arts")).toEqual(["Cité des Arts de Montréal-Ouest"]);
  expect(await names('"port authority"')).toEqual(["Harbor Port Authority"]);
});

test("A query and its reserved characters need no escaping, and injections stay words", async () => {
  const q = "Smith & Smith; {x} OR Name LIKE '%'";
  expect(await search({ q, sobjects: [{ name: "Account", fields: ["Id"] }] }, INGRID)).toEqual([]);
});

test("What is not shared is not found, and hidden fields are not searched", async () => {
  const { body } = await get(`/sobjects/Opportunity/${planted.notShared.opportunityId}`, INGRID);
  const q = String(body.Name);
  const ids = async (name?: string) =>
    (await search({ q, sobjects: [{ name: "Opportunity", fields: ["Id"] }] }, name)).map(({ Id }) => Id);
  expect(await ids(INGRID)).toContain(planted.notShared.opportunityId);
  expect(await ids()).not.toContain(planted.notShared.opportunityId);
  expect(await search({ q: "CANARY*", sobjects: [{ name: "Contact" }] }, INGRID)).toEqual([]);
});

test("SOSL finds the same, with conditions and limits per object", async () => {
  const { body } = await sosl(
    "FIND {Harbor} IN NAME FIELDS RETURNING Account(Id, Name WHERE BillingCity = 'Portland' ORDER BY Name LIMIT 1), Contact",
  );
  expect(body.searchRecords).toMatchObject([{ Name: "Harbor Port Authority" }]);
  const escaped = await sosl("FIND {Smith \\& Smith} RETURNING Account(Name)", INGRID);
  expect(escaped.body.searchRecords).toMatchObject([{ Name: "Smith & Smith & Smith; Attorneys" }]);
});

test.each([
  ["FIND Harbor", "No search term found. The search term must be enclosed in braces."],
  ["FIND {a}", "Search term must be longer than one character."],
  ["FIND {Harbor} RETURNING Account(Id) NONSENSE", "unexpected token: 'NONSENSE'"],
])("%s is MALFORMED_SEARCH", async (text, message) => {
  const { status, errors } = await sosl(text);
  expect([status, errors]).toEqual([400, [{ message, errorCode: "MALFORMED_SEARCH" }]]);
});

test("Who has no right to cases cannot search them", async () => {
  const { status } = await write(
    "POST",
    "/parameterizedSearch",
    { q: "leak", sobjects: [{ name: "Case" }] },
    AMARA,
  );
  expect(status).toBe(400);
});
