import { afterEach, expect, test } from "vitest";
import { createTestOrg, DANIEL, INGRID, RUTH } from "../test-org.ts";

const { simulator, get, write, query } = await createTestOrg();
const { planted, switches } = simulator;
const { accountId, contactId, opportunityId } = planted.daniel;

afterEach(() => simulator.reset());

const codeOf = async (method: string, path: string, body?: unknown, name?: string) => {
  const { status, errors } = await write(method, path, body, name);
  return [status, errors[0]?.errorCode];
};

test("A row has the fields asked for, or all that may be seen with the empty ones", async () => {
  const some = await get(`/sobjects/Account/${accountId}?fields=Name,Phone`);
  expect(Object.keys(some.body).sort()).toEqual(["Id", "Name", "Phone", "attributes"]);
  const whole = await get(`/sobjects/Account/${accountId}`);
  expect(whole.body).toMatchObject({ Id: accountId, Description: null, IsDeleted: false });
});

test.each([
  ["/sobjects/Nothing/001Kb0000000001IAA", 404, "NOT_FOUND"],
  ["/sobjects/Account/23foo", 404, "NOT_FOUND"],
  ["/sobjects/Account/003Kb0000000001", 400, "MALFORMED_ID"],
  ["/sobjects/Account/001Kb0000000001XXX", 400, "MALFORMED_ID"],
  ["/sobjects/Account/Nope__c/5", 404, "NOT_FOUND"],
  ["/sobjects/Account/NetSuite_Id__c/0", 404, "NOT_FOUND"],
  [`/sobjects/Account/${accountId}?fields=Nope`, 400, "INVALID_FIELD"],
  ["/nowhere", 404, "NOT_FOUND"],
])("Reading %s is %i %s", async (path, status, errorCode) => {
  const answer = await get(path);
  expect([answer.status, answer.errors[0]?.errorCode]).toEqual([status, errorCode]);
});

test("An external id that several records have is 300 with their addresses", async () => {
  const { value, contacts } = planted.sharedExternalId;
  const { status, body } = await get(`/sobjects/Contact/NetSuite_Id__c/${value}`, RUTH);
  expect(status).toBe(300);
  expect(body).toEqual(contacts.map((id) => `/services/data/v66.0/sobjects/Contact/${id}`));
});

test("A record that lists still show can be deleted when it is opened", async () => {
  const { body } = await query(`SELECT Id FROM Opportunity WHERE Id = '${planted.vanished}'`);
  expect(body.totalSize).toBe(1);
  const { status, errors } = await get(`/sobjects/Opportunity/${planted.vanished}`);
  expect([status, errors[0]?.errorCode]).toEqual([404, "ENTITY_IS_DELETED"]);
});

test("Only accounts have an ETag, and it answers 304 and 412", async () => {
  const path = `/sobjects/Account/${accountId}`;
  const etag = (await get(path)).headers.get("etag") ?? "";
  expect(etag).toMatch(/^".+"$/);
  expect((await get(path, DANIEL, { "if-none-match": etag })).status).toBe(304);
  expect((await get(path, DANIEL, { "if-none-match": '"other"' })).status).toBe(200);
  expect((await write("PATCH", path, { Phone: "1" }, DANIEL, { "if-match": '"other"' })).status).toBe(412);
  expect((await write("PATCH", path, { Phone: "1" }, DANIEL, { "if-match": etag })).status).toBe(204);
  expect((await get(path, DANIEL, { "if-none-match": etag })).status).toBe(200);
  expect((await get(`/sobjects/Contact/${contactId}`)).headers.get("etag")).toBeNull();
});

test("A write is refused when the row changed since the time given, unless the org ignores that", async () => {
  const path = `/sobjects/Contact/${contactId}`;
  const since = (await get(path)).headers.get("last-modified") ?? "";
  expect((await get(path, DANIEL, { "if-modified-since": since })).status).toBe(304);
  expect((await write("PATCH", path, { Phone: "1" }, DANIEL, { "if-unmodified-since": since })).status).toBe(
    204,
  );
  const late = await write("PATCH", path, { Phone: "2" }, DANIEL, { "if-unmodified-since": since });
  expect([late.status, late.errors[0]?.errorCode]).toEqual([412, "PRECONDITION_FAILED"]);
  expect((await write("PATCH", path, { Phone: "2" }, DANIEL, { "if-unmodified-since": "soon" })).status).toBe(
    400,
  );
  switches.rowPreconditions = false;
  expect((await write("PATCH", path, { Phone: "2" }, DANIEL, { "if-unmodified-since": since })).status).toBe(
    204,
  );
});

test("An update answers 204 without a body, stamps the row, and taking it back leaves no difference", async () => {
  const path = `/sobjects/Contact/${contactId}`;
  const before = (await get(path)).body;
  const { status, body } = await write("PATCH", path, { Phone: "+1 555 0142", Title: null });
  expect([status, body]).toEqual([204, {}]);
  const after = (await get(path)).body;
  expect(after).toMatchObject({ Phone: "+1 555 0142", Title: null, LastModifiedById: planted.daniel.userId });
  expect(simulator.snapshot()).toEqual({ [`Contact/${contactId}`]: { Phone: "+1 555 0142", Title: null } });
  await write("PATCH", path, { Phone: before.Phone, Title: before.Title });
  expect(simulator.snapshot()).toEqual({});
});

test("A task is created, upserted by external id once and again, and deleted without a trace", async () => {
  const task = { Subject: "Call", Status: "Completed", ActivityDate: "2026-11-20", WhatId: opportunityId };
  const created = await write("POST", "/sobjects/Task", task);
  expect([created.status, created.body]).toEqual([
    201,
    { id: expect.stringMatching(/^00T/), success: true, errors: [] },
  ]);
  expect((await get(`/sobjects/Opportunity/${opportunityId}`)).body.LastActivityDate).toBe("2026-11-20");
  const path = "/sobjects/Task/MCP_Request_Id__c/act-1";
  const first = await write("PATCH", path, task);
  expect([first.status, first.body.created]).toEqual([201, true]);
  const second = await write("PATCH", path, task);
  expect([second.status, second.body.created, second.body.id]).toEqual([200, false, first.body.id]);
  for (const { id } of [created.body, first.body]) {
    expect((await write("DELETE", `/sobjects/Task/${id}`)).status).toBe(204);
    const gone = await get(`/sobjects/Task/${id}`);
    expect([gone.status, gone.errors[0]?.errorCode]).toEqual([404, "ENTITY_IS_DELETED"]);
  }
  expect(simulator.snapshot()).toEqual({});
});

test("updateOnly forbids an upsert to create, and an org may have no external id on activities", async () => {
  expect(
    await codeOf("PATCH", "/sobjects/Task/MCP_Request_Id__c/x?updateOnly=true", { Subject: "a" }),
  ).toEqual([404, "NOT_FOUND"]);
  switches.activityExternalIds = false;
  const { status, errors } = await write("PATCH", "/sobjects/Task/MCP_Request_Id__c/x", { Subject: "a" });
  expect([status, errors[0]?.message]).toEqual([
    404,
    "Provided external ID field does not exist or is not accessible: MCP_Request_Id__c",
  ]);
});

test("A new stage brings its probability and forecast, and leaves a trail", async () => {
  const path = `/sobjects/Opportunity/${opportunityId}`;
  const { body } = await get(path);
  await write("PATCH", path, { StageName: "Negotiation/Review" });
  expect((await get(path)).body).toMatchObject({
    Probability: 90,
    ForecastCategoryName: "Commit",
    ForecastCategory: "Forecast",
    ExpectedRevenue: Math.round(Number(body.Amount) * 90) / 100,
    LastStageChangeDate: expect.stringMatching(/^2026-11-20T09:/),
  });
  const trail = await query(
    `SELECT OldValue, NewValue FROM OpportunityFieldHistory WHERE OpportunityId = '${opportunityId}' ORDER BY CreatedDate DESC LIMIT 1`,
  );
  expect(trail.body.records[0]).toMatchObject({ OldValue: body.StageName, NewValue: "Negotiation/Review" });
});

test("Closing as lost without a reason breaks a validation rule, whose text is the administrator's", async () => {
  const { status, body } = await write("PATCH", `/sobjects/Opportunity/${opportunityId}`, {
    StageName: "Closed Lost",
  });
  expect(status).toBe(400);
  expect(body).toEqual([
    {
      message: "Loss reason is required",
      errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
      fields: ["Loss_Reason__c"],
    },
  ]);
});

const opportunity = `/sobjects/Opportunity/${opportunityId}`;
test.each([
  ["POST", "/sobjects/Contact", { FirstName: "A" }, 400, "REQUIRED_FIELD_MISSING"],
  [
    "POST",
    "/sobjects/Event",
    { Subject: "Visit", StartDateTime: "2026-11-21T10:00:00Z" },
    400,
    "REQUIRED_FIELD_MISSING",
  ],
  ["PATCH", opportunity, { Nope: 1 }, 400, "INVALID_FIELD"],
  ["PATCH", opportunity, { ExpectedRevenue: 1 }, 400, "INVALID_FIELD_FOR_INSERT_UPDATE"],
  ["PATCH", opportunity, { Loss_Reason__c: "Bored" }, 400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"],
  ["PATCH", opportunity, { Name: "x".repeat(121) }, 400, "STRING_TOO_LONG"],
  ["PATCH", opportunity, { Name: null }, 400, "REQUIRED_FIELD_MISSING"],
  ["PATCH", opportunity, { CloseDate: "soon" }, 400, "JSON_PARSER_ERROR"],
  ["PATCH", opportunity, "{", 400, "JSON_PARSER_ERROR"],
  ["PATCH", opportunity, { AccountId: "006Kb0000000001IAA" }, 400, "INVALID_CROSS_REFERENCE_KEY"],
  ["PATCH", opportunity, { OwnerId: planted.inactiveUsers[0] }, 400, "INACTIVE_OWNER_OR_USER"],
  ["PATCH", `/sobjects/Contact/${contactId}`, { Email: "nobody" }, 400, "INVALID_EMAIL_ADDRESS"],
  [
    "POST",
    "/sobjects/Task",
    { Subject: "a", WhatId: planted.notShared.opportunityId },
    403,
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
  ],
  ["PATCH", `/sobjects/Opportunity/${planted.lockedOpportunity}`, { NextStep: "a" }, 400, "ENTITY_IS_LOCKED"],
  ["PATCH", `/sobjects/Opportunity/${planted.notShared.opportunityId}`, { NextStep: "a" }, 404, "NOT_FOUND"],
  ["DELETE", opportunity, undefined, 403, "INSUFFICIENT_ACCESS_OR_READONLY"],
  ["PUT", opportunity, {}, 405, "METHOD_NOT_ALLOWED"],
])("%s %s with %j is %i %s and changes nothing", async (method, path, body, status, errorCode) => {
  expect(await codeOf(method, path, body)).toEqual([status, errorCode]);
  expect(simulator.snapshot()).toEqual({});
});

test("Who may read a record may not therefore write it", async () => {
  expect(await codeOf("PATCH", opportunity, { NextStep: "a" }, INGRID)).toEqual([
    403,
    "INSUFFICIENT_ACCESS_OR_READONLY",
  ]);
  expect(await codeOf("PATCH", opportunity, { NextStep: "a" }, RUTH)).toEqual([
    403,
    "INSUFFICIENT_ACCESS_OR_READONLY",
  ]);
});

test("The twin of another contact is refused, unless the caller saves it all the same", async () => {
  const { FirstName, LastName, Email } = (await get(`/sobjects/Contact/${contactId}`)).body;
  const twin = { FirstName, LastName, Email, AccountId: accountId };
  const { status, body } = await write("POST", "/sobjects/Contact", twin);
  expect(status).toBe(400);
  expect(body).toMatchObject([
    {
      errorCode: "DUPLICATES_DETECTED",
      duplicateResult: { matchResults: [{ matchRecords: [{ record: { Id: contactId } }] }] },
    },
  ]);
  const saved = await write("POST", "/sobjects/Contact", twin, DANIEL, {
    "sforce-duplicate-rule-header": "allowSave=true",
  });
  expect(saved.status).toBe(201);
});

test("A row that somebody else holds is not written, and the next attempt is", async () => {
  switches.rowLocks = 1;
  expect(await codeOf("PATCH", opportunity, { NextStep: "a" })).toEqual([400, "UNABLE_TO_LOCK_ROW"]);
  expect((await write("PATCH", opportunity, { NextStep: "a" })).status).toBe(204);
});

test("A write of somebody else can come just before", async () => {
  switches.beforeNextWrite = { object: "Opportunity", id: opportunityId, values: { NextStep: "theirs" } };
  await write("PATCH", opportunity, { Description: "mine" });
  expect((await get(opportunity)).body).toMatchObject({ NextStep: "theirs", Description: "mine" });
});
