import { afterEach, expect, test } from "vitest";
import { createTestOrg, DANIEL, INGRID } from "../test-org.ts";

const { simulator, query, queryAll, count, get } = await createTestOrg();
const { planted, switches } = simulator;

afterEach(() => simulator.reset());

const refusal = async (soql: string) => {
  const { status, errors } = await query(soql, INGRID);
  return [status, errors[0]?.errorCode, errors[0]?.message];
};

test("Every row and every relation carries its attributes", async () => {
  const { body } = await query(
    `SELECT Id, Owner.Name, Name FROM Account WHERE Id = '${planted.daniel.accountId}'`,
  );
  expect(body).toEqual({
    totalSize: 1,
    done: true,
    records: [
      {
        attributes: {
          type: "Account",
          url: `/services/data/v66.0/sobjects/Account/${planted.daniel.accountId}`,
        },
        Id: planted.daniel.accountId,
        Owner: {
          attributes: { type: "User", url: `/services/data/v66.0/sobjects/User/${planted.daniel.userId}` },
          Name: "Daniel Kowalski",
        },
        Name: expect.any(String),
      },
    ],
  });
});

test("Addresses name the version that was asked, and a 15 character id is as good", async () => {
  const id = planted.daniel.accountId.slice(0, 15);
  const soql = encodeURIComponent(`SELECT id FROM account WHERE id = '${id}'`);
  const { body } = await get(`/services/data/v58.0/query/?q=${soql}`);
  const url = `/services/data/v58.0/sobjects/Account/${planted.daniel.accountId}`;
  expect(body.records).toEqual([{ attributes: { type: "Account", url }, Id: planted.daniel.accountId }]);
});

test("Times have +0000, dates are plain, empty fields are null and numbers are numbers", async () => {
  const { body } = await query(
    "SELECT CreatedDate, CloseDate, NextStep, Amount, IsWon FROM Opportunity WHERE IsClosed = true AND Amount != null LIMIT 1",
  );
  expect(body.records[0]).toMatchObject({
    CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
    CloseDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    NextStep: null,
    Amount: expect.any(Number),
    IsWon: expect.any(Boolean),
  });
});

test("A record behind several objects is a Name with its own address", async () => {
  const soql =
    "SELECT Who.Name, Who.Type, What.Name, What.Type FROM Task WHERE WhoId != null AND What.Type = 'Account' LIMIT 1";
  const { body } = await query(soql);
  expect(body.records[0]).toMatchObject({
    Who: { attributes: { type: "Name", url: expect.stringContaining("/Contact/003") }, Type: "Contact" },
    What: { attributes: { type: "Name", url: expect.stringContaining("/Account/001") }, Type: "Account" },
  });
});

test("TYPEOF shows what each object has", async () => {
  const { body } = await query(
    "SELECT TYPEOF What WHEN Account THEN Phone WHEN Opportunity THEN Amount, StageName ELSE Name END FROM Task WHERE What.Type = 'Opportunity' LIMIT 1",
  );
  expect(body.records[0]).toMatchObject({
    What: { attributes: { type: "Opportunity" }, StageName: expect.any(String) },
  });
});

test("Groups are AggregateResults whose unnamed columns are expr0 and expr1", async () => {
  const { body } = await query(
    "SELECT StageName, COUNT(Id), SUM(Amount) total, MAX(CloseDate) FROM Opportunity WHERE IsClosed = false GROUP BY StageName HAVING COUNT(Id) > 1 ORDER BY COUNT(Id) DESC",
    INGRID,
  );
  const [first, second] = body.records;
  expect(first).toEqual({
    attributes: { type: "AggregateResult" },
    StageName: expect.any(String),
    expr0: expect.any(Number),
    total: expect.any(Number),
    expr1: expect.stringMatching(/^\d{4}-/),
  });
  expect(Number(first?.expr0)).toBeGreaterThanOrEqual(Number(second?.expr0));
});

test("A month can be grouped by, and COUNT() has no records", async () => {
  const { body } = await query(
    "SELECT CALENDAR_YEAR(CloseDate) y, CALENDAR_MONTH(CloseDate) m, COUNT(Id) n FROM Opportunity WHERE IsWon = true GROUP BY CALENDAR_YEAR(CloseDate), CALENDAR_MONTH(CloseDate) ORDER BY CALENDAR_YEAR(CloseDate), CALENDAR_MONTH(CloseDate)",
    INGRID,
  );
  expect(body.records.reduce((sum, { n }) => sum + Number(n), 0)).toBe(300);
  expect((await query("SELECT COUNT() FROM Account", INGRID)).body).toEqual({
    totalSize: 420,
    done: true,
    records: [],
  });
});

test("A child subquery is a small result of its own, or null", async () => {
  const { accountId } = planted.daniel;
  const { body } = await query(
    `SELECT Id, (SELECT Id, LastName FROM Contacts ORDER BY LastName LIMIT 1), (SELECT Id FROM Cases WHERE Subject = 'none') FROM Account WHERE Id = '${accountId}'`,
  );
  expect(body.records[0]).toMatchObject({
    Contacts: {
      totalSize: 1,
      done: true,
      records: [{ attributes: { type: "Contact" }, LastName: expect.any(String) }],
    },
    Cases: null,
  });
});

test("Texts compare without case, LIKE knows its marks, and a backslash takes them away", async () => {
  const where = (condition: string) => count(`SELECT COUNT() FROM Account WHERE ${condition}`, INGRID);
  expect(await where("Name = 'HARBOR PORT AUTHORITY'")).toBe(1);
  expect(await where("Name LIKE 'harbor port%'")).toBe(2);
  expect(await where("Name LIKE 'Harbor Port_ %'")).toBe(1);
  expect(await where("Name LIKE '\\%'")).toBe(0);
  expect(await where("Name LIKE '%'")).toBe(420);
  expect(await where("Name = 'St. Brendan\\'s Children\\'s Hospital'")).toBe(1);
  expect(await where("NOT Name LIKE 'Harbor%'")).toBe(420 - (await where("Name LIKE 'Harbor%'")));
});

test("Null is unequal to every value and neither above nor below one", async () => {
  const where = (condition: string) => count(`SELECT COUNT() FROM Opportunity WHERE ${condition}`, INGRID);
  const empty = await where("Amount = null");
  expect(empty).toBeGreaterThan(0);
  expect(await where("Amount != 5")).toBe(620);
  expect((await where("Amount < 1000000")) + (await where("Amount >= 1000000"))).toBe(620 - empty);
});

test("Date words stand for days from the company's today", async () => {
  const where = (condition: string) => count(`SELECT COUNT() FROM Opportunity WHERE ${condition}`, INGRID);
  expect(await where("IsClosed = false AND CloseDate < TODAY")).toBe(20);
  expect(
    await where("IsClosed = false AND (LastActivityDate = null OR LastActivityDate < LAST_N_DAYS:30)"),
  ).toBe(15);
  expect(await where("CloseDate = THIS_QUARTER")).toBe(
    await where("CloseDate >= 2026-10-01 AND CloseDate <= 2026-12-31"),
  );
  expect(await where("CloseDate = NEXT_N_DAYS:30")).toBe(
    await where("CloseDate > 2026-11-20 AND CloseDate <= 2026-12-20"),
  );
  expect(await where("CreatedDate = LAST_YEAR")).toBe(
    await where("CreatedDate >= 2025-01-01T00:00:00Z AND CreatedDate < 2026-01-01T00:00:00Z"),
  );
});

test("Empty values come last when told so, and LIMIT and OFFSET cut after ordering", async () => {
  const { body } = await query("SELECT Amount FROM Opportunity ORDER BY Amount DESC NULLS LAST, Id", INGRID);
  expect(body.records.at(0)?.Amount).not.toBeNull();
  expect(body.records.at(-1)?.Amount).toBeNull();
  const part = await query(
    "SELECT Amount FROM Opportunity ORDER BY Amount DESC NULLS LAST, Id LIMIT 2 OFFSET 3",
    INGRID,
  );
  expect(part.body.records.map(({ Amount }) => Amount)).toEqual(
    body.records.slice(3, 5).map(({ Amount }) => Amount),
  );
  expect(part.body.totalSize).toBe(2);
});

test("A subquery in a condition keeps to what the asker sees", async () => {
  const soql =
    "SELECT COUNT() FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE IsClosed = false)";
  expect(await count(soql, DANIEL)).toBeLessThan(await count(soql, INGRID));
});

test("Deleted and archived rows are only in queryAll", async () => {
  const soql = "SELECT Id, IsArchived, ActivityDate FROM Task";
  const [live, all] = [await query(soql, INGRID), await queryAll(soql, INGRID)];
  expect(all.body.totalSize).toBe(9_000);
  expect(live.body.totalSize).toBeLessThan(6_000);
  expect((await queryAll("SELECT COUNT() FROM Task WHERE IsArchived = true", INGRID)).body.totalSize).toBe(
    all.body.totalSize - live.body.totalSize,
  );
});

test("Pages follow each other by cursor until all rows came once", async () => {
  const ids = new Set<string | undefined>();
  let { body } = await query("SELECT Id FROM Task", INGRID, { "sforce-query-options": "batchSize=500" });
  expect(body.nextRecordsUrl).toMatch(/^\/services\/data\/v66\.0\/query\/0r8\w{15}-500$/);
  for (;;) {
    for (const { Id } of body.records) ids.add(Id);
    if (body.done) break;
    expect(body.records).toHaveLength(500);
    ({ body } = await get(String(body.nextRecordsUrl), INGRID));
  }
  expect(body).not.toHaveProperty("nextRecordsUrl");
  expect(ids.size).toBe(body.totalSize);
});

test("Wide rows come in smaller pages, however many were wished for", async () => {
  const { body } = await query("SELECT FIELDS(STANDARD) FROM Task", INGRID);
  expect(body.records).toHaveLength(2_000);
  switches.pageRows = 100;
  const wide = await query("SELECT FIELDS(STANDARD), Owner.Name, Account.Name FROM Opportunity", INGRID, {
    "sforce-query-options": "batchSize=2000",
  });
  expect(wide.body.records).toHaveLength(50);
});

test("A cursor is only for whoever opened it, and ends", async () => {
  switches.pageRows = 10;
  const { body } = await query("SELECT Id FROM Account", INGRID);
  const url = String(body.nextRecordsUrl);
  expect((await get(url, DANIEL)).errors[0]?.errorCode).toBe("INVALID_QUERY_LOCATOR");
  expect((await get(url.replace(/-10$/, "-420"), INGRID)).errors[0]?.errorCode).toBe("INVALID_QUERY_LOCATOR");
  for (let index = 0; index < 10; index++) await query("SELECT Id FROM Account", INGRID);
  expect((await get(url, INGRID)).status).toBe(400);
});

test("An unknown field is shown in the query with a caret, a row and a column", async () => {
  const [status, errorCode, message] = await refusal("SELECT Idd FROM Account");
  expect([status, errorCode]).toEqual([400, "INVALID_FIELD"]);
  expect(message).toBe(
    "\nSELECT Idd FROM Account\n       ^\nERROR at Row:1:Column:8\nNo such column 'Idd' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
  );
});

test.each([
  ["SELECT Id FROM Foo", "INVALID_TYPE", "sObject type 'Foo' is not supported."],
  ["SELECT Nope.Name FROM Account", "INVALID_FIELD", "Didn't understand relationship 'Nope' in field path."],
  ["SELECT Id FRM Account", "MALFORMED_QUERY", "unexpected token: 'Account'"],
  ["SELECT Id FROM Account WHERE", "MALFORMED_QUERY", "unexpected token: '<EOF>'"],
  ["SELECT Id FROM Account WHERE Name = 'x", "MALFORMED_QUERY", "ERROR at Row:1:Column:37"],
  [
    "SELECT Id FROM Account WHERE Name = 'x' AND Type = 'y' OR Phone = 'z'",
    "MALFORMED_QUERY",
    "unexpected token: 'OR'",
  ],
  ["SELECT Id, Id FROM Account", "MALFORMED_QUERY", "duplicate field selected: Id"],
  ["SELECT Name, COUNT(Id) FROM Account", "MALFORMED_QUERY", "Field must be grouped or aggregated: Name"],
  [
    "SELECT Id FROM Account WHERE Name = 5",
    "INVALID_FIELD",
    "must be of type string and should be enclosed in quotes",
  ],
  [
    "SELECT Id FROM Opportunity WHERE Amount = '5'",
    "INVALID_FIELD",
    "must be of type double and should not be enclosed in quotes",
  ],
  [
    "SELECT Id FROM Case WHERE Description LIKE 'x%'",
    "INVALID_FIELD",
    "field 'Description' can not be filtered in a query call",
  ],
  [
    "SELECT Id FROM Case ORDER BY Description",
    "INVALID_FIELD",
    "field 'Description' can not be sorted in a query call",
  ],
  ["SELECT Id FROM Account WHERE Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: x"],
  ["SELECT Id FROM Account OFFSET 2001", "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000"],
  ["DELETE FROM Account", "MALFORMED_QUERY", "unexpected token: 'DELETE'"],
  ["", "MALFORMED_QUERY", "unexpected token: '<EOF>'"],
])("%s is refused", async (soql, errorCode, words) => {
  const [status, code, message] = await refusal(soql);
  expect([status, code]).toEqual([400, errorCode]);
  expect(message).toContain(words);
});
