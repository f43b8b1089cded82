import { afterEach, expect, test } from "vitest";
import { createTestTenant, people, writer } from "./test-tenant.ts";

const { simulator, callAs, send, app, tomas, tokenOf } = createTestTenant();
const { driveId, itemId } = simulator.planted.finals.equal;
const write = callAs(people.tomas, writer);
const item = `/drives/${driveId}/items/${itemId}`;
afterEach(() => simulator.reset());

test("Every answer carries Graph's headers, and the caller's own request id comes back", async () => {
  const { headers } = await app("/sites/root", { headers: { "client-request-id": "mine" } });
  expect(headers.get("content-type")).toBe(
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
  );
  expect(headers.get("client-request-id")).toBe("mine");
  expect(headers.get("request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(headers.get("x-ms-ags-diagnostic") ?? "")).toHaveProperty("ServerInfo.DataCenter");
  expect([headers.get("odata-version"), headers.get("cache-control")]).toEqual(["4.0", "no-store, no-cache"]);
});

test("A refusal has code, message and the request's ids, with a date that has no zone", async () => {
  const { status, body } = await app("/sites/unknown", { headers: { "client-request-id": "mine" } });
  expect([status, body]).toEqual([
    404,
    {
      error: {
        code: "itemNotFound",
        message: "The resource could not be found.",
        innerError: {
          date: expect.stringMatching(/^2026-11-20T09:\d\d:\d\d$/),
          "request-id": expect.any(String),
          "client-request-id": "mine",
        },
      },
    },
  ]);
});

test.each([
  ["/nowhere", "GET", 400],
  [`${item}/nowhere`, "GET", 400],
  ["/sites/root", "DELETE", 405],
  [`/drives/${driveId}/root:/Missing folder/a.docx`, "GET", 404],
  [`/drives/${driveId}/root:/missing.docx:/content`, "GET", 404],
  ["/drives/b!unknown", "GET", 404],
  ["/shares/nonsense/driveItem", "GET", 400],
  [`/shares/u!${Buffer.from("https://elsewhere.example/x").toString("base64url")}/driveItem`, "GET", 404],
])("%s by %s is %i", async (path, method, status) => {
  expect((await app(path, { method })).status).toBe(status);
});

test("From four fifths of the quota on the answers tell of it, and beyond it they wait", async () => {
  simulator.switches.unitsPerMinute = 10;
  const remaining = async () => (await app("/sites/root")).headers.get("ratelimit-remaining");
  for (let call = 0; call < 7; call++) expect(await remaining()).toBeNull();
  expect([await remaining(), await remaining(), await remaining()]).toEqual(["2", "1", "0"]);
  const { status, headers, body } = await app("/sites/root");
  expect([status, body.error.code, body.error.innerError.code]).toEqual([
    429,
    "activityLimitReached",
    "throttledRequest",
  ]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(headers.get("ratelimit-limit")).toBe("10");
});

test("Permissions cost five units, lists two", async () => {
  simulator.switches.unitsPerMinute = 8;
  await app(`/drives/${driveId}/root/children`);
  expect((await app(`${item}/permissions`)).headers.get("ratelimit-remaining")).toBe("1");
});

test("One person has a quota of their own", async () => {
  simulator.switches.requestsPerPerson = 1;
  expect([(await tomas(item)).status, (await tomas(item)).status]).toEqual([200, 429]);
  expect((await callAs(people.ingrid)(item)).status).toBe(200);
});

test.each([
  [429, "activityLimitReached"],
  [503, "serviceNotAvailable"],
  [504, "serviceNotAvailable"],
  [507, "quotaLimitReached"],
  [409, "nameAlreadyExists"],
])("A fault of status %i says %s once", async (status, code) => {
  simulator.switches.faults = [{ kind: "status", status }];
  const answer = await tomas(item);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  expect((await tomas(item)).status).toBe(200);
});

test("A search counts as a read, an upload as a write", async () => {
  simulator.switches.faults = [{ kind: "status", status: 503, on: "write" }];
  const body = { requests: [{ entityTypes: ["site"], query: { queryString: "projects" } }] };
  expect((await tomas("/search/query", { method: "POST", body })).status).toBe(200);
  const upload = { method: "PUT", body: "x" };
  expect((await write(`/drives/${driveId}/root:/a.txt:/content`, upload)).status).toBe(503);
  expect(simulator.writes).toEqual([`PUT /v1.0/drives/${driveId}/root:/a.txt:/content`]);
});

test("A fault of the token endpoint is refused in Entra's form", async () => {
  simulator.switches.faults = [{ kind: "status", status: 503, on: "token" }];
  const { status, body } = await send(`/${simulator.tenantId}/oauth2/v2.0/token`, { method: "POST" });
  expect([status, body.error_codes]).toEqual([503, [90_033]]);
});

test("A batch answers each request by itself; what depends on a failed one fails too", async () => {
  const requests = [
    { id: "1", method: "GET", url: "/sites/root" },
    { id: "2", method: "GET", url: "/sites/unknown" },
    { id: "3", method: "GET", url: "/sites/root", dependsOn: ["2"] },
  ];
  const { body } = await app("/$batch", { method: "POST", body: { requests } });
  const statuses = Object.fromEntries(
    (body.responses as { id: string; status: number }[]).map(({ id, status }) => [id, status]),
  );
  expect(statuses).toEqual({ 1: 200, 2: 404, 3: 424 });
  const many = Array.from({ length: 21 }, (_, id) => ({ id: String(id), method: "GET", url: "/sites/root" }));
  expect((await app("/$batch", { method: "POST", body: { requests: many } })).status).toBe(400);
});

test("The snapshot is empty at the seed, shows a write, and is empty again once the write is undone", async () => {
  expect(simulator.snapshot()).toEqual({});
  await write(item, { method: "PATCH", body: { name: "Renamed.docx" } });
  expect(Object.values(simulator.snapshot())).toEqual([{ name: "Renamed.docx" }]);
  await write(item, { method: "PATCH", body: { name: "Contract J-25033 FINAL.docx" } });
  expect(simulator.snapshot()).toEqual({});
});

test("A reset restores content, switches and logs; tokens go on working", async () => {
  await tokenOf(people.tomas, writer);
  await write(item, { method: "DELETE" });
  simulator.switches.latencyMs = 5;
  simulator.reset();
  expect([simulator.switches.latencyMs, simulator.writes, simulator.requests]).toEqual([0, [], []]);
  expect((await write(item)).status).toBe(200);
  expect(simulator.snapshot()).toEqual({});
});

test("Switches of a running program are set by JSON and a misspelt one is refused", async () => {
  const set = (body: unknown) =>
    send("/simulator/switches", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  expect((await set({ indexDelayMinutes: 0, renameDuringDelta: null })).status).toBe(200);
  expect(simulator.switches.indexDelayMinutes).toBe(0);
  expect((await set({ indexDelay: 1 })).status).toBe(400);
});
