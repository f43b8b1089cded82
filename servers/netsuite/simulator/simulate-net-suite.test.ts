import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "./test-account.ts";

const { simulator, call, record, write, query, send, tokenOf } = await createTestAccount([
  "service_read",
  "administrator",
]);
const order = simulator.planted.pendingOrders[0] as string;

afterEach(() => simulator.reset());

test("Every answer names its operation and carries the platform's headers", async () => {
  const { headers } = await record(`/purchaseOrder/${order}`);
  for (const name of [
    "x-n-operationid",
    "x-netsuite-jobid",
    "vary",
    "strict-transport-security",
    "akamai-grn",
  ]) {
    expect(headers.get(name), name).toBeTruthy();
  }
  expect(headers.get("cache-control")).toBe("No-Cache");
  expect(headers.get("content-type")).toBe(
    "application/vnd.oracle.resource+json; type=singular; charset=UTF-8",
  );
});

test("A 400 closes the connection, another refusal does not", async () => {
  expect((await query("SELECT nothing FROM nowhere")).headers.get("connection")).toBe("close");
  expect((await record("/vendor/999999")).headers.get("connection")).toBeNull();
});

test("A call without a valid bearer token is refused with 401 INVALID_LOGIN", async () => {
  const { status, headers, body } = await send("/services/rest/record/v1/vendor", {
    headers: { authorization: "Bearer none" },
  });
  expect([status, body["o:errorDetails"][0]?.["o:errorCode"]]).toEqual([401, "INVALID_LOGIN"]);
  expect(headers.get("www-authenticate")).toContain('error="invalid_token"');
});

test("The first parallel call beyond the account's limit is refused with 429, without Retry-After", async () => {
  simulator.switches.latencyMs = 30;
  const calls = Array.from({ length: 8 }, () => record(`/purchaseOrder/${order}`));
  const answers = await Promise.all(calls);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused).toHaveLength(3);
  for (const { status, headers, body } of refused) {
    expect([status, body.title, body["o:errorCode"]]).toEqual([429, "Bad Request", "USER_ERROR"]);
    expect(body["o:errorDetails"][0]?.detail).toBe("CONCURRENCY_LIMIT_EXCEEDED");
    expect(headers.get("retry-after")).toBeNull();
  }
});

test("The same refusal can take the form of a 400", async () => {
  simulator.switches.concurrencyStatus = 400;
  simulator.switches.concurrencyLimit = 0;
  const { status, body } = await record(`/purchaseOrder/${order}`);
  expect([status, body["o:errorDetails"][0]?.["o:errorCode"]]).toEqual([400, "CONCURRENCY_LIMIT_EXCEEDED"]);
});

test("A fault hits as many calls as it says, and only of its kind", async () => {
  simulator.switches.faults = [{ kind: "status", status: 503, calls: 2, on: "read" }];
  const read = async () => (await record(`/purchaseOrder/${order}`)).status;
  expect((await write("PATCH", `/purchaseOrder/${order}`, { memo: "a" })).status).toBe(204);
  expect([await read(), await read(), await read()]).toEqual([503, 503, 200]);
});

test("A fault after the call loses the answer but not the write", async () => {
  simulator.switches.faults = [{ kind: "status", status: 500, on: "write", after: true }];
  expect((await write("PATCH", `/purchaseOrder/${order}`, { memo: "kept" })).status).toBe(500);
  expect((await record(`/purchaseOrder/${order}`)).body.memo).toBe("kept");
});

test("A hanging call ends only when its caller gives up", async () => {
  simulator.switches.faults = [{ kind: "hang" }];
  const path = "http://localhost/services/rest/record/v1/vendor";
  const answer = simulator.app.request(path, { signal: AbortSignal.timeout(40) });
  const first = await Promise.race([answer, record(`/purchaseOrder/${order}`).then(() => "the next call")]);
  expect(first).toBe("the next call");
  expect((await answer).status).toBe(500);
});

test("Broken JSON comes with status 200, as a cut connection would leave it", async () => {
  const headers = { authorization: `Bearer ${await tokenOf("service_read")}` };
  simulator.switches.faults = [{ kind: "brokenJson" }];
  const response = await simulator.app.request("http://localhost/services/rest/record/v1/vendor", {
    headers,
  });
  expect(response.status).toBe(200);
  await expect(response.json()).rejects.toThrow(SyntaxError);
});

test("A token that expired meanwhile is refused once and the next call is answered", async () => {
  simulator.switches.faults = [{ kind: "expiredToken" }];
  expect((await record(`/purchaseOrder/${order}`)).status).toBe(401);
  expect((await record(`/purchaseOrder/${order}`)).status).toBe(200);
});

test("Queries and sign-ins count as reads, everything else but GET as a write", async () => {
  await query("SELECT id FROM vendor");
  await record(`/purchaseOrder/${order}`);
  await write("PATCH", `/purchaseOrder/${order}`, { memo: "x" });
  expect(simulator.writes).toEqual([`PATCH /services/rest/record/v1/purchaseOrder/${order}`]);
  expect(simulator.requests).toContain(`GET /services/rest/record/v1/purchaseOrder/${order}`);
});

test("The snapshot is empty at the seed, shows a write, and is empty again once the write is undone", async () => {
  const memo = (await record(`/purchaseOrder/${order}`)).body.memo;
  expect(simulator.snapshot()).toEqual({});
  await write("PATCH", `/purchaseOrder/${order}`, { memo: "changed" });
  expect(simulator.snapshot()).toEqual({ [`transaction/${order}`]: { memo: "changed" } });
  await write("PATCH", `/purchaseOrder/${order}`, { memo });
  expect(simulator.snapshot()).toEqual({});
});

test("A reset restores records, switches and logs", async () => {
  await write("DELETE", `/purchaseOrder/${order}`, undefined, "administrator");
  simulator.switches.latencyMs = 5;
  simulator.reset();
  expect(simulator.snapshot()).toEqual({});
  expect([simulator.switches.latencyMs, simulator.writes, simulator.requests]).toEqual([0, [], []]);
  expect((await record(`/purchaseOrder/${order}?expandSubResources=true`)).status).toBe(200);
});

test("Only administrators may ask for the governance limits", async () => {
  const path = "/services/rest/system/v1/governanceLimits";
  expect((await call({ path })).status).toBe(403);
  expect((await call({ path }, "administrator")).body.accountConcurrencyLimit).toBe(5);
  expect((await call({ path: "/services/rest/system/v1/serverTime" })).body.serverTime).toMatch(
    /^2026-11-20T\d\d:\d\d:00Z$/,
  );
});

test("Switches of a running program are set by JSON; a misspelt name or value is refused", async () => {
  const set = (body: unknown) =>
    send("/simulator/switches", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  expect((await set({ latencyMs: 1, faults: [{ kind: "hang", calls: 0 }] })).status).toBe(200);
  expect(simulator.switches.latencyMs).toBe(1);
  const edit = { recordType: "vendor", id: "1", values: { phone: "1" } };
  const right = { scopeClaim: "array", concurrencyStatus: 400, beforeNextWrite: edit, vanished: [] };
  expect((await set({ ...right, nextApproverAfterApproval: "1" })).status).toBe(200);
  expect(simulator.switches.beforeNextWrite).toEqual(edit);
  const wrong = [
    { latency: 1 },
    { scopeClaim: "text" },
    { concurrencyStatus: 503 },
    { nextApproverAfterApproval: 1 },
    { beforeNextWrite: { ...edit, values: [] } },
    { vanished: ["1"] },
  ];
  for (const change of wrong) expect((await set(change)).status, JSON.stringify(change)).toBe(400);
  expect((await send("/simulator/switches", { method: "POST", body: "latencyMs=1" })).status).toBe(403);
});
