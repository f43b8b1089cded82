import { afterEach, expect, test } from "vitest";
import { AMARA, createTestOrg, DANIEL, INGRID, RUTH, TOMAS } from "../test-org.ts";

const { simulator, query, count, get } = await createTestOrg();
const { planted, switches } = simulator;

afterEach(() => simulator.reset());

test("Who stands at the top of the role tree sees what is below, a seller only what is theirs", async () => {
  const open = "SELECT COUNT() FROM Opportunity WHERE IsClosed = false";
  expect(await count(open, INGRID)).toBe(150);
  const own = await count(open, DANIEL);
  expect(own).toBeGreaterThan(15);
  expect(own).toBeLessThan(60);
});

test("A manager sees the opportunities of the sales teams, and their members not each other's", async () => {
  const { body } = await query(`SELECT Manager.Username FROM User WHERE Id = '${planted.daniel.userId}'`);
  const [row] = body.records as unknown as { Manager: { Username: string } }[];
  const manager = row?.Manager.Username.split("@")[0] ?? "";
  const others = `SELECT COUNT() FROM Opportunity WHERE OwnerId != '${planted.daniel.userId}' AND IsClosed = false`;
  expect(await count(others, manager)).toBeGreaterThan(80);
  expect(await count(others, DANIEL)).toBeLessThan(20);
});

test("Accounts are shared by rule with finance, and opportunities are not with project delivery", async () => {
  expect(await count("SELECT COUNT() FROM Account", AMARA)).toBe(420);
  expect(await count("SELECT COUNT() FROM Account", TOMAS)).toBe(420);
  expect(await count("SELECT COUNT() FROM Opportunity", TOMAS)).toBe(0);
  expect(await count("SELECT COUNT() FROM Opportunity", RUTH)).toBe(620);
});

test("Whoever owns an opportunity sees its account, although it is somebody else's", async () => {
  const [, second] = planted.nearDuplicateAccounts;
  const { body } = await query(`SELECT OwnerId FROM Account WHERE Id = '${second}'`);
  expect(body.records).toHaveLength(1);
  expect(body.records[0]?.OwnerId).not.toBe(planted.daniel.userId);
});

test("A record that is not shared is the same 404 as one that is not there", async () => {
  const hidden = await get(`/sobjects/Opportunity/${planted.notShared.opportunityId}`);
  const missing = await get("/sobjects/Opportunity/006Kb00000zzzzz");
  expect([hidden.status, hidden.errors]).toEqual([missing.status, missing.errors]);
  expect(hidden.errors).toEqual([
    { message: "The requested resource does not exist", errorCode: "NOT_FOUND" },
  ]);
  expect((await get(`/sobjects/Opportunity/${planted.notShared.opportunityId}`, INGRID)).status).toBe(200);
});

test("Tasks are seen with what they are about", async () => {
  const about = (id: string) => `SELECT COUNT() FROM Task WHERE WhatId = '${id}'`;
  expect(await count(about(planted.notShared.opportunityId), DANIEL)).toBe(0);
  expect(await count(about(planted.notShared.opportunityId), INGRID)).toBeGreaterThan(0);
});

test("A relation to a record that is not shared is null", async () => {
  const { body } = await query(
    `SELECT Id, ProcessInstance.TargetObject.Name FROM ProcessInstanceWorkitem WHERE Id = '${planted.workItems[1]}'`,
  );
  // An approver sees what is to be approved, whoever owns it.
  expect(body.records[0]).toMatchObject({ ProcessInstance: { TargetObject: { Name: expect.any(String) } } });
  const contacts = await query("SELECT Id, Account.Name FROM Contact WHERE AccountId != null LIMIT 1");
  expect(contacts.body.records[0]).toMatchObject({ Account: { Name: expect.any(String) } });
});

test("A profile without rights to cases does not know that there are any", async () => {
  const { status, errors } = await query("SELECT Id FROM Case", AMARA);
  expect([status, errors[0]?.errorCode]).toEqual([400, "INVALID_TYPE"]);
  expect((await get("/sobjects/Case/describe", AMARA)).status).toBe(404);
  expect((await get(`/sobjects/Case/${planted.breachedCases[0]}`, AMARA)).status).toBe(404);
  const { body } = await get("/sobjects", AMARA);
  expect((body.sobjects as { name: string }[]).map(({ name }) => name)).not.toContain("Case");
  const children = await query("SELECT Id, (SELECT Id FROM Cases) FROM Account LIMIT 1", AMARA);
  expect(children.errors[0]?.errorCode).toBe("INVALID_FIELD");
});

test("A hidden field does not exist: not in a query, a row, a condition or a description", async () => {
  for (const soql of [
    "SELECT Margin_Pct__c FROM Opportunity",
    "SELECT Id FROM Opportunity WHERE Margin_Pct__c > 5",
    "SELECT Id FROM Opportunity ORDER BY Margin_Pct__c",
    "SELECT MAX(Margin_Pct__c) FROM Opportunity",
    "SELECT Opportunity.Margin_Pct__c FROM OpportunityContactRole",
  ]) {
    const { status, errors } = await query(soql);
    expect([status, errors[0]?.errorCode], soql).toEqual([400, "INVALID_FIELD"]);
  }
  const path = `/sobjects/Opportunity/${planted.daniel.opportunityId}`;
  expect((await get(path)).body).not.toHaveProperty("Margin_Pct__c");
  expect((await get(`${path}?fields=Margin_Pct__c`)).errors[0]?.errorCode).toBe("INVALID_FIELD");
  expect((await get(path, INGRID)).body.Margin_Pct__c).toBeGreaterThan(0);
  expect((await query("SELECT Margin_Pct__c FROM Opportunity LIMIT 1", AMARA)).status).toBe(200);
});

test("Nobody sees identity numbers", async () => {
  for (const name of [DANIEL, INGRID, RUTH]) {
    const { body } = await get(`/sobjects/Contact/${planted.daniel.contactId}`, name);
    expect(body.Id).toBe(planted.daniel.contactId);
    expect(JSON.stringify(body)).not.toContain(planted.canary);
    expect((await query("SELECT Identity_Number__c FROM Contact", name)).status).toBe(400);
  }
});

test("A field taken from everybody is gone at once", async () => {
  switches.hiddenFields = ["Opportunity.Amount"];
  expect((await query("SELECT Amount FROM Opportunity LIMIT 1", INGRID)).errors[0]?.errorCode).toBe(
    "INVALID_FIELD",
  );
});
