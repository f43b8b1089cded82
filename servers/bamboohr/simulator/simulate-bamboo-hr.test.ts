import { afterEach, expect, test } from "vitest";
import { simulateBambooHr } from "./simulate-bamboo-hr.ts";
import { createTestAccount } from "./test-account.ts";

const { simulator, get, call, send } = createTestAccount();
const { planted } = simulator;
const person = planted.rehire;

afterEach(() => simulator.reset());

test("Both forms of the address give the same answer, and a foreign account none", async () => {
  const path = `/employees/${person}?fields=firstName,hireDate`;
  const [one, other] = await Promise.all([call(`/v1${path}`), call(`/gateway.php/halden/v1${path}`)]);
  expect([one.status, other.text]).toEqual([200, one.text]);
  expect((await call(`/gateway.php/other/v1${path}`)).status).toBe(404);
});

test("Every answer carries the recorded headers", async () => {
  const { headers } = await get(`/employees/${person}`);
  expect(Object.fromEntries(headers)).toMatchObject({
    server: "nginx",
    vary: "Authorization,User-Agent",
    "cache-control": "no-cache, private",
    "strict-transport-security": "max-age=31536000; includeSubdomains;",
    "x-content-type-options": "nosniff",
    "x-request-id": expect.stringMatching(/^\d{39}$/),
  });
});

test("An employee who is not there is an empty 404 with the text in a header, spelt right and wrong", async () => {
  const { status, text, headers } = await get("/employees/999999");
  expect([status, text]).toEqual([404, ""]);
  for (const name of ["x-bamboohr-error-message", "x-bamboohr-error-messsage"])
    expect(headers.get(name), name).toBe("Employee not found, Employee not found");
});

test("Whoever does not ask for JSON gets XML", async () => {
  for (const accept of ["*/*", "application/xml", ""]) {
    const { text, headers } = await call(`/v1/employees/${person}/tables/employmentStatus`, {
      headers: { accept },
    });
    expect(headers.get("content-type")).toBe("text/xml");
    expect(text).toMatch(/^<\?xml version="1.0"\?>\n<table><row id="\d+" employeeId="\d+"><field id="date">/);
  }
  const one = await call(`/v1/employees/${person}?fields=firstName`, { headers: { accept: "*/*" } });
  expect(one.text).toMatch(/<employee id="\d+"><field id="firstName">[^<]+<\/field><\/employee>/);
});

test.each([
  "/employees/directory",
  "/meta/fields",
  "/meta/tables",
  "/meta/lists",
  "/meta/users",
  "/meta/time_off/types",
  "/meta/time_off/policies",
  "/time_off/whos_out",
  "/time_off/requests?start=2026-11-01&end=2026-11-30",
  "/files/view",
  "/employees/changed?since=2026-11-01T00:00:00Z",
])("%s is well-formed XML unless JSON is asked for", async (path) => {
  const { status, text } = await call(`/v1${path}`, { headers: { accept: "text/html" } });
  expect(status).toBe(200);
  const open: string[] = [];
  for (const [, close, name = "", empty] of text.matchAll(/<(\/)?([\w-]+)(?:\s[^<>]*?)?(\/)?>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!empty) open.push(name);
  }
  expect([open, text.length > 100]).toEqual([[], true]);
});

test("Too many calls are 429 with Retry-After, and 503 in accounts of the time before", async () => {
  simulator.switches.faults = [{ kind: "status", status: 429, calls: 2 }];
  const first = await get(`/employees/${person}`);
  expect([first.status, first.text, first.headers.get("retry-after")]).toEqual([429, "", "30"]);
  simulator.switches.throttleStatus = 503;
  const second = await get(`/employees/${person}`);
  expect([second.status, second.headers.get("retry-after")]).toEqual([503, "30"]);
  expect((await get(`/employees/${person}`)).status).toBe(200);
});

test("A read can answer 200 with an error in the body, and a write never does", async () => {
  simulator.switches.errorsInSuccess = 1;
  const body = { mobilePhone: "555-0142" };
  expect((await call(`/v1/employees/0`, { method: "POST", body, as: "leon" })).body.mobilePhone).toBe(
    "555-0142",
  );
  const { status, body: answer } = await get(`/employees/${person}`);
  expect([status, answer.error.code]).toEqual([200, 429]);
  expect((await get(`/employees/${person}`)).body.id).toBe(person);
});

test("The webhook log answers 200 with an error once it was read too often", async () => {
  const read = async () => (await get("/webhooks/1/log")).body;
  for (let look = 0; look < 5; look++) expect(await read()).toEqual([]);
  expect(await read()).toEqual({
    error: { code: 429, message: "Over rate limit, please try again in 60 seconds" },
  });
  expect((await get("/webhooks/9/log")).body).toEqual({ errors: [{ error: "Webhook not found" }] });
});

test("A fault after a write loses the answer but not the write", async () => {
  simulator.switches.faults = [{ kind: "status", status: 500, on: "write", after: true }];
  const write = await call("/v1/employees/0", { method: "POST", body: { mobilePhone: "1" }, as: "leon" });
  expect(write.status).toBe(500);
  expect((await get("/employees/0?fields=mobilePhone", "leon")).body.mobilePhone).toBe("1");
});

test("Broken JSON, an expired token and a hanging call are played", async () => {
  simulator.switches.faults = [{ kind: "brokenJson" }, { kind: "expiredToken" }, { kind: "hang" }];
  expect(await get(`/employees/${person}`).catch((error: unknown) => error)).toBeInstanceOf(SyntaxError);
  expect((await get(`/employees/${person}`)).status).toBe(401);
  // Held here: a signal of a timeout that nobody else holds may be collected before its time comes.
  const given = new AbortController();
  setTimeout(() => given.abort(), 40);
  const hanging = simulator.app.request(`http://localhost/api/v1/employees/${person}`, {
    signal: given.signal,
  });
  expect((await hanging).status).toBe(500);
});

test("Queries, reports and sign-ins count as reads, everything else but GET as a write", async () => {
  await call("/v2/datasets/employee/data", { method: "POST", body: { fields: ["firstName"] } });
  await call("/gateway.php/halden/v1/reports/custom?format=json", { method: "POST", body: { fields: [] } });
  await call("/v1_2/datasets/employee/field-options", { method: "POST", body: { fields: ["department"] } });
  await send("/token.php?request=token", { method: "POST", body: new URLSearchParams({}) });
  await call("/v1/employees/0", { method: "POST", body: { mobilePhone: "1" }, as: "leon" });
  expect(simulator.writes).toEqual(["POST /api/v1/employees/0"]);
  expect(simulator.requests).toContain("POST /api/gateway.php/halden/v1/reports/custom?format=json");
});

test("The snapshot is empty at the seed, shows a write, and is empty again once it was undone or reset", async () => {
  const set = (mobilePhone: string) =>
    call("/v1/employees/0", { method: "POST", body: { mobilePhone }, as: "leon" });
  const before = (await get("/employees/0?fields=mobilePhone", "leon")).body;
  expect(simulator.snapshot()).toEqual({});
  await set("555-0142");
  expect(simulator.snapshot()).toEqual({ [`employees/${before.id}`]: { mobilePhone: "555-0142" } });
  await set(before.mobilePhone);
  expect(simulator.snapshot()).toEqual({});
  await set("555-0142");
  simulator.switches.latencyMs = 5;
  simulator.reset();
  expect([simulator.snapshot(), simulator.switches.latencyMs, simulator.requests]).toEqual([{}, 0, []]);
});

test("Switches of a running program are set by JSON and a wrong one is refused", async () => {
  const set = (body: unknown) =>
    send("/simulator/switches", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  expect((await set({ throttleStatus: 503, hiddenFields: ["ssn"] })).status).toBe(200);
  expect((await get(`/employees/${person}?fields=ssn,firstName`)).body.ssn).toBeUndefined();
  expect((await set({ throttleStatus: 418 })).status).toBe(400);
});

test("A company of its own, another day and another name of the account are taken", async () => {
  const other = simulateBambooHr({
    today: "2027-01-15",
    subdomain: "other",
    apiKeys: [{ key: "k", user: "priya.nair@halden.example" }],
  });
  const headers = { authorization: `Basic ${btoa("k:x")}`, accept: "application/json" };
  const answer = await other.app.request("http://localhost/api/gateway.php/other/v1/time_off/whos_out", {
    headers,
  });
  const days = (await answer.json()) as { end: string }[];
  expect(days.every(({ end }) => end >= "2027-01-15")).toBe(true);
});
