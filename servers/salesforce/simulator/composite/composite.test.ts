import { afterEach, expect, test } from "vitest";
import { createTestOrg } from "../test-org.ts";

const { simulator, get, write } = await createTestOrg();
const { planted } = simulator;
const { accountId, opportunityId } = planted.daniel;

afterEach(() => simulator.reset());

const v = "/services/data/v66.0";
type Part = {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string;
};
const composite = async (compositeRequest: unknown[], allOrNone = false) => {
  const { status, body } = await write("POST", "/composite", { allOrNone, compositeRequest });
  return { status, parts: body.compositeResponse as Part[] };
};
const task = (referenceId: string, subject: string) => ({
  method: "POST",
  url: `${v}/sobjects/Task`,
  referenceId,
  body: { Subject: subject },
});

test("The outer answer is 200 while a part fails, and later parts use what earlier ones gave", async () => {
  const { status, parts } = await composite([
    {
      method: "GET",
      url: `${v}/query?q=SELECT+AccountId+FROM+Opportunity+WHERE+Id='${opportunityId}'`,
      referenceId: "o",
    },
    { method: "GET", url: `${v}/sobjects/Account/@{o.records[0].AccountId}?fields=Name`, referenceId: "a" },
    { method: "GET", url: `${v}/sobjects/Account/001Kb00000zzzzz`, referenceId: "missing" },
    { method: "GET", url: `${v}/sobjects/Account/@{missing.Id}`, referenceId: "after" },
  ]);
  expect(status).toBe(200);
  expect(parts.map(({ referenceId, httpStatusCode }) => [referenceId, httpStatusCode])).toEqual([
    ["o", 200],
    ["a", 200],
    ["missing", 404],
    ["after", 400],
  ]);
  expect(parts[1]?.body).toMatchObject({ Id: accountId });
  expect(parts[1]?.httpHeaders.ETag).toMatch(/^"/);
  expect(parts[2]?.body).toMatchObject([{ errorCode: "NOT_FOUND" }]);
  expect(parts[3]?.body).toMatchObject([{ errorCode: "PROCESSING_HALTED" }]);
});

test("Reading through a composite is no write, and what its parts write is noted", async () => {
  await composite([{ method: "GET", url: `${v}/limits`, referenceId: "a" }]);
  expect(simulator.writes).toEqual([]);
  await composite([task("a", "Call")]);
  expect(simulator.writes).toEqual([`POST ${v}/sobjects/Task`]);
});

test("With allOrNone one failure takes everything back and halts the others", async () => {
  const { parts } = await composite([task("a", "Call"), task("b", ""), task("c", "Call")], true);
  expect(parts.map(({ body }) => (body as { errorCode: string }[])[0]?.errorCode)).toEqual([
    "PROCESSING_HALTED",
    "REQUIRED_FIELD_MISSING",
    "PROCESSING_HALTED",
  ]);
  expect(simulator.snapshot()).toEqual({});
});

test("More than 25 parts are refused", async () => {
  const parts = Array.from({ length: 26 }, (_, index) => ({
    method: "GET",
    url: `${v}/limits`,
    referenceId: `r${index}`,
  }));
  const { status, errors } = await write("POST", "/composite", { compositeRequest: parts });
  expect([status, errors[0]?.errorCode]).toEqual([400, "LIMIT_EXCEEDED"]);
});

test("A batch says whether something failed, and may stop there", async () => {
  const batchRequests = [
    { method: "GET", url: "v66.0/limits" },
    { method: "GET", url: "v66.0/sobjects/Nope" },
    { method: "GET", url: "v66.0/limits" },
  ];
  const { body } = await write("POST", "/composite/batch", { batchRequests });
  expect(body.hasErrors).toBe(true);
  expect((body.results as { statusCode: number }[]).map(({ statusCode }) => statusCode)).toEqual([
    200, 404, 200,
  ]);
  const halted = await write("POST", "/composite/batch", { batchRequests, haltOnError: true });
  expect((halted.body.results as { statusCode: number }[]).map(({ statusCode }) => statusCode)).toEqual([
    200, 404, 412,
  ]);
});

test("Each graph stands or falls alone", async () => {
  const graphs = [
    { graphId: "1", compositeRequest: [task("a", "Call")] },
    { graphId: "2", compositeRequest: [task("a", "Call"), task("b", "")] },
  ];
  const { body } = await write("POST", "/composite/graph", { graphs });
  expect((body.graphs as { isSuccessful: boolean }[]).map(({ isSuccessful }) => isSuccessful)).toEqual([
    true,
    false,
  ]);
  expect(Object.keys(simulator.snapshot())).toHaveLength(1);
});

const records = (...subjects: string[]) =>
  subjects.map((Subject) => ({ attributes: { type: "Task" }, Subject }));

test("A collection is 200 with one outcome each, whose errors have a statusCode", async () => {
  const { status, body } = await write("POST", "/composite/sobjects", {
    allOrNone: false,
    records: records("Call", ""),
  });
  expect(status).toBe(200);
  expect(body).toEqual([
    { id: expect.stringMatching(/^00T/), success: true, errors: [] },
    {
      success: false,
      errors: [
        {
          statusCode: "REQUIRED_FIELD_MISSING",
          message: "Required fields are missing: [Subject]",
          fields: ["Subject"],
        },
      ],
    },
  ]);
});

test("A collection with allOrNone rolls back", async () => {
  const { body } = await write("POST", "/composite/sobjects", {
    allOrNone: true,
    records: records("Call", ""),
  });
  expect(body).toMatchObject([
    { success: false, errors: [{ statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK" }] },
    { success: false, errors: [{ statusCode: "REQUIRED_FIELD_MISSING" }] },
  ]);
  expect(simulator.snapshot()).toEqual({});
});

test("Several records are read, changed, upserted and deleted at once", async () => {
  const path = `/composite/sobjects/Account?ids=${accountId},001Kb00000zzzzz&fields=Name`;
  expect((await get(path)).body).toEqual([expect.objectContaining({ Id: accountId }), null]);
  const change = { attributes: { type: "Account" }, id: accountId, Phone: "1" };
  expect((await write("PATCH", "/composite/sobjects", { records: [change] })).body).toMatchObject([
    { success: true },
  ]);
  const upserts = { records: [{ attributes: { type: "Task" }, MCP_Request_Id__c: "k", Subject: "Call" }] };
  const first = await write("PATCH", "/composite/sobjects/Task/MCP_Request_Id__c", upserts);
  expect(first.body).toMatchObject([{ created: true }]);
  const second = await write("PATCH", "/composite/sobjects/Task/MCP_Request_Id__c", upserts);
  expect(second.body).toMatchObject([{ created: false }]);
  const [{ id } = { id: "" }] = first.body as unknown as { id: string }[];
  expect((await write("DELETE", `/composite/sobjects?ids=${id}`)).body).toMatchObject([
    { id, success: true },
  ]);
});
