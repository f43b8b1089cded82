import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { type FaultSwitches, faults } from "./faults.ts";
import { serveSimulator } from "./serve-simulator.ts";

/** A vendor of one number: POST raises it, and every answer says what it is. */
function vendor() {
  const switches: FaultSwitches = { latencyMs: 0, faults: [] };
  const state = { number: 0 };
  const app = new Hono()
    .use(
      faults(switches, {
        callOf: (c) => (c.req.path === "/token" ? "token" : c.req.method === "POST" ? "write" : "read"),
        status: (code, c) => c.json({ vendor: code }, code as 500),
        expiredToken: (c) => c.json({ vendor: "expired" }, 401),
        brokenJson: '{"number":',
      }),
    )
    .get("/number", (c) => c.json(state, 200, { "content-length": "12", "x-part": "1" }))
    .post("/number", (c) => {
      state.number += 1;
      return c.body(null, 201, { location: "/number" });
    })
    .post("/token", (c) => c.json({ access_token: "token" }))
    .onError((_, c) => c.text("The caller went away.", 500));
  const statusOf = async (method: string, path = "/number") => (await app.request(path, { method })).status;
  return { app, switches, state, statusOf };
}

test("A fault hits as many calls as it says, and only of its kind", async () => {
  const { switches, statusOf } = vendor();
  switches.faults = [{ kind: "status", status: 503, calls: 2, on: "read" }];
  expect(await statusOf("POST")).toBe(201);
  expect([await statusOf("GET"), await statusOf("GET"), await statusOf("GET")]).toEqual([503, 503, 200]);
  expect(switches.faults).toEqual([]);
});

test("A fault that names no kind of call spares the token endpoint", async () => {
  const { switches, statusOf } = vendor();
  switches.faults = [{ kind: "status" }];
  expect([await statusOf("POST", "/token"), await statusOf("POST")]).toEqual([200, 500]);
});

test("A fault on tokens spares everything else", async () => {
  const { switches, statusOf } = vendor();
  switches.faults = [{ kind: "status", status: 429, on: "token" }];
  expect([await statusOf("GET"), await statusOf("POST", "/token")]).toEqual([200, 429]);
});

test("Two faults are played one after the other", async () => {
  const { switches, statusOf } = vendor();
  switches.faults = [{ kind: "status", status: 502 }, { kind: "expiredToken" }];
  expect([await statusOf("GET"), await statusOf("GET"), await statusOf("GET")]).toEqual([502, 401, 200]);
});

test("A fault before the call leaves nothing done, in the vendor's own words", async () => {
  const { app, switches, state } = vendor();
  switches.faults = [{ kind: "status", status: 409 }];
  const response = await app.request("/number", { method: "POST" });
  expect([response.status, await response.json(), state.number]).toEqual([409, { vendor: 409 }, 0]);
});

test("A fault after the call loses the answer, headers and all, but not the write", async () => {
  const { app, switches, state } = vendor();
  switches.faults = [{ kind: "status", status: 500, after: true }];
  const response = await app.request("/number", { method: "POST" });
  expect([response.status, response.headers.get("location"), state.number]).toEqual([500, null, 1]);
});

test("Broken JSON comes with status 200 and the headers of the whole answer, but for its length", async () => {
  const { app, switches } = vendor();
  switches.faults = [{ kind: "brokenJson" }];
  const response = await app.request("/number");
  const { status, headers } = response;
  expect([status, headers.get("content-type"), headers.get("x-part")]).toEqual([
    200,
    "application/json",
    "1",
  ]);
  expect([headers.get("content-length"), await response.text()]).toEqual([null, '{"number":']);
});

test("A hanging call ends only when its caller gives up", async () => {
  const { app, switches, statusOf } = vendor();
  switches.faults = [{ kind: "hang" }];
  const caller = new AbortController();
  const hanging = app.request("/number", { signal: caller.signal });
  expect(await Promise.race([hanging, statusOf("GET")])).toBe(200);
  caller.abort();
  expect((await hanging).status).toBe(500);
});

test("A dropped connection fails the call, and with `after` only its answer", async () => {
  const { app, switches, state } = vendor();
  const { url, close } = await serveSimulator({ app });
  onTestFinished(close);
  switches.faults = [{ kind: "dropConnection" }, { kind: "dropConnection", after: true }];
  await expect(fetch(`${url}/number`, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(state.number).toBe(0);
  await expect(fetch(`${url}/number`, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(state.number).toBe(1);
});

test("Every answer takes at least the latency", async () => {
  const { switches, statusOf } = vendor();
  switches.latencyMs = 20;
  const begun = performance.now();
  await statusOf("GET");
  // A timer may fire a millisecond early.
  expect(performance.now() - begun).toBeGreaterThanOrEqual(19);
});

test("A delayed answer comes late and whole, after the call or with it", async () => {
  const { app, switches, state } = vendor();
  for (const after of [true, false]) {
    switches.faults = [{ kind: "delay", delayMs: 60, after }];
    const began = performance.now();
    const answer = app.request("/number", { method: "POST" });
    if (after) await expect.poll(() => state.number, { interval: 1 }).toBe(1);
    expect((await answer).status).toBe(201);
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  }
  expect(state.number).toBe(2);
});
