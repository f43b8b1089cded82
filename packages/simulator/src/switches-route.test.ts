import { expect, test } from "vitest";
import type { FaultSwitches } from "./faults.ts";
import { switchesRoute } from "./switches-route.ts";

type Switches = FaultSwitches & {
  limit: number;
  mode: "new" | "old";
  isLocked: boolean;
  hidden: string[];
  labels: Record<string, string>;
  owner: string | null;
};

function running() {
  const switches: Switches = {
    latencyMs: 0,
    faults: [],
    limit: 5,
    mode: "new",
    isLocked: false,
    hidden: [],
    labels: {},
    owner: null,
  };
  const app = switchesRoute(switches, { mode: (value) => value === "new" || value === "old" });
  const set = (body: unknown, type = "application/json") =>
    app.request("/simulator/switches", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": type },
    });
  return { app, switches, set };
}

test("Given switches are set, the others stay, and all of them are the answer", async () => {
  const { switches, set } = running();
  const faults = [{ kind: "status", status: 503, calls: 2, on: "write", after: true }, { kind: "hang" }];
  const change = { faults, mode: "old", isLocked: true, hidden: ["a"], labels: { a: "b" }, owner: "1" };
  const response = await set(change);
  expect([response.status, await response.json()]).toEqual([200, { latencyMs: 0, limit: 5, ...change }]);
  expect(switches).toEqual({ latencyMs: 0, limit: 5, ...change });
});

test.each([
  [{ latency: 1 }, '"latency" is no switch'],
  [{ constructor: 1 }, '"constructor" is no switch'],
  [{ latencyMs: -1 }, '"latencyMs" cannot be -1.'],
  [{ limit: "5" }, '"limit" cannot be "5".'],
  [{ limit: null }, '"limit" cannot be null.'],
  [{ mode: "newest" }, '"mode" cannot be "newest".'],
  [{ isLocked: 1 }, '"isLocked" cannot be 1.'],
  [{ hidden: {} }, '"hidden" cannot be {}.'],
  [{ labels: [] }, '"labels" cannot be [].'],
  [{ faults: {} }, '"faults" cannot be {}.'],
  [{ faults: [{ kind: "explode" }] }, '"faults" cannot be'],
  [{ faults: [{ calls: 1 }] }, '"faults" cannot be'],
  [{ faults: [{ kind: "hang", call: 1 }] }, '"faults" cannot be'],
  [{ faults: [{ kind: "status", status: 200 }] }, '"faults" cannot be'],
  [{ faults: [{ kind: "hang", toString: 1 }] }, '"faults" cannot be'],
  [[], "Only an object"],
])("%j is refused and nothing is set, not even what is right beside it", async (change, words) => {
  const { switches, set } = running();
  const response = await set(Array.isArray(change) ? change : { owner: "somebody", ...change });
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(words)]);
  expect(switches.owner).toBeNull();
});

test("A body that is not JSON is refused", async () => {
  const { app, set } = running();
  expect((await set({ latencyMs: 1 }, "text/plain")).status).toBe(403);
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", body: "latencyMs=1", headers };
  expect((await app.request("/simulator/switches", init)).status).toBe(400);
});

test("Only a caller on this machine may set a switch", async () => {
  const { app, switches } = running();
  const from = (remoteAddress: string) =>
    app.request(
      "/simulator/switches",
      { method: "POST", body: '{"limit":9}', headers: { "content-type": "application/json" } },
      { incoming: { socket: { remoteAddress } } },
    );
  expect([(await from("192.0.2.7")).status, switches.limit]).toEqual([403, 5]);
  expect([(await from("::ffff:127.0.0.1")).status, switches.limit]).toEqual([200, 9]);
});
