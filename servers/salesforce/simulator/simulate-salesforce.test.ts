import { afterEach, expect, test } from "vitest";
import { createTestOrg, DANIEL } from "./test-org.ts";

const { simulator, call, get, query, send, write } = await createTestOrg();
const { switches, planted } = simulator;

afterEach(() => simulator.reset());

const account = "SELECT Id FROM Account LIMIT 1";

test("Every answer says how many calls are used, but not the list of versions, which needs no token", async () => {
  expect((await query(account)).headers.get("sforce-limit-info")).toBe("api-usage=901/15000");
  expect((await query("nonsense")).headers.get("sforce-limit-info")).toBe("api-usage=902/15000");
  expect((await send("/services/data/v66.0/limits")).headers.get("sforce-limit-info")).toBe(
    "api-usage=903/15000",
  );
  const versions = await send("/services/data");
  expect(versions.status).toBe(200);
  expect(versions.headers.get("sforce-limit-info")).toBeNull();
  const list = versions.body as unknown as { label: string; url: string; version: string }[];
  expect(list[0]).toEqual({ label: "Summer '14", url: "/services/data/v31.0", version: "31.0" });
  expect(list.at(-1)).toEqual({ label: "Spring '26", url: "/services/data/v66.0", version: "66.0" });
});

test("A retired version is 410, an unknown one 404", async () => {
  const retired = await get("/services/data/v20.0/limits");
  expect([retired.status, retired.errors[0]?.errorCode]).toEqual([410, "UNSUPPORTED_API_VERSION"]);
  expect((await get("/services/data/v99.0/limits")).status).toBe(404);
});

test("A query too long for an address goes through a composite", async () => {
  const ids = Array.from({ length: 800 }, () => `'${planted.daniel.accountId}'`).join(",");
  const soql = encodeURIComponent(`SELECT Id FROM Account WHERE Id IN (${ids})`);
  expect((await get(`/query?q=${soql}`)).status).toBe(414);
  const part = { method: "GET", url: `/services/data/v66.0/query?q=${soql}`, referenceId: "a" };
  const { body } = await write("POST", "/composite", { compositeRequest: [part] });
  expect(body.compositeResponse).toMatchObject([{ httpStatusCode: 200, body: { totalSize: 1 } }]);
});

test("The day's last call is answered and the next one is not", async () => {
  switches.dailyApiRequestsUsed = 14_999;
  expect((await query(account)).status).toBe(200);
  const { status, errors, headers } = await query(account);
  expect([status, errors]).toEqual([
    403,
    [{ message: "TotalRequests Limit exceeded.", errorCode: "REQUEST_LIMIT_EXCEEDED" }],
  ]);
  expect(headers.get("retry-after")).toBeNull();
});

test("Limits, counts, recent records and resources are there", async () => {
  const { body } = await get("/limits");
  expect(body.DailyApiRequests).toEqual({ Max: 15_000, Remaining: 14_099 });
  expect((await get("/limits/recordCount?sObjects=Account,Case")).body).toEqual({
    sObjects: [
      { count: 420, name: "Account" },
      { count: 1_500, name: "Case" },
    ],
  });
  const recent = (await get("/recent?limit=3")).body as unknown as Record<string, unknown>[];
  expect(recent).toHaveLength(3);
  expect(Object.keys(recent[0] ?? {})).toEqual(["attributes", "Id", "Name"]);
  expect((await get("/")).body.query).toBe("/services/data/v66.0/query");
});

test("A 401 that is not about expiry says so, whatever the token", async () => {
  switches.sessionRefusal = "This session is not valid for use with the REST API";
  const { status, errors } = await query(account);
  expect([status, errors[0]?.message]).toEqual([401, switches.sessionRefusal]);
});

test("Somebody may be kept from the API", async () => {
  switches.apiDisabledFor = ["daniel.kowalski@halden.example"];
  const { status, errors } = await query(account);
  expect([status, errors[0]?.errorCode]).toEqual([403, "API_DISABLED_FOR_ORG"]);
});

test.each([
  [400, "UNABLE_TO_LOCK_ROW"],
  [401, "INVALID_SESSION_ID"],
  [403, "INSUFFICIENT_ACCESS_OR_READONLY"],
  [429, "REQUEST_LIMIT_EXCEEDED"],
  [500, "UNKNOWN_EXCEPTION"],
  [503, "SERVER_UNAVAILABLE"],
])("A fault with status %i is a list with %s, once", async (status, errorCode) => {
  switches.faults = [{ kind: "status", status }];
  const answer = await query(account);
  expect([answer.status, answer.errors[0]?.errorCode]).toEqual([status, errorCode]);
  expect((await query(account)).status).toBe(200);
});

test("A fault of the token endpoint is one object", async () => {
  switches.faults = [{ kind: "status", status: 500, on: "token" }];
  const { status, body } = await send("/services/oauth2/token", {
    method: "POST",
    body: new URLSearchParams(),
  });
  expect([status, body]).toEqual([500, { error: "server_error", error_description: "unexpected error" }]);
});

test("A lost answer of a write is a write all the same", async () => {
  switches.faults = [{ kind: "status", status: 500, on: "write", after: true }];
  const path = `/sobjects/Contact/${planted.daniel.contactId}`;
  expect((await write("PATCH", path, { Phone: "9" })).status).toBe(500);
  expect((await get(path)).body.Phone).toBe("9");
});

test("Broken JSON cannot be parsed", async () => {
  switches.faults = [{ kind: "brokenJson" }];
  await expect(query(account)).rejects.toThrow(SyntaxError);
});

test("Requests and writes are kept, and a reset forgets them with every change", async () => {
  await get(`/sobjects/Account/${planted.daniel.accountId}?fields=Name`);
  await write("PATCH", `/sobjects/Account/${planted.daniel.accountId}`, { Phone: "9" });
  await write("POST", "/parameterizedSearch", { q: "harbor", sobjects: [{ name: "Account" }] });
  const path = `/services/data/v66.0/sobjects/Account/${planted.daniel.accountId}`;
  expect(simulator.requests).toEqual([
    `GET ${path}?fields=Name`,
    `PATCH ${path}`,
    "POST /services/data/v66.0/parameterizedSearch",
  ]);
  expect(simulator.writes).toEqual([`PATCH ${path}`]);
  simulator.reset();
  expect([simulator.requests, simulator.writes, simulator.snapshot()]).toEqual([[], [], {}]);
});

test("Switches are set by a route that knows their kinds", async () => {
  const set = (change: object) =>
    send("/simulator/switches", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });
  expect((await set({ hiddenFields: ["Account.Phone"], sessionRefusal: null })).status).toBe(200);
  expect(switches.hiddenFields).toEqual(["Account.Phone"]);
  expect((await set({ pageRows: 0 })).status).toBe(400);
  expect((await set({ beforeNextWrite: { object: "Task" } })).status).toBe(400);
  expect((await call({ path: "/sobjects/Account/describe" }, DANIEL)).status).toBe(200);
});
