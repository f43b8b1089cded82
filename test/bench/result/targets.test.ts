import { expect, test } from "vitest";
import type { Figures } from "./best.ts";
import type { Leg } from "./summary.ts";
import { judge, TARGETS } from "./targets.ts";

const good: Leg = {
  ratio: 1,
  rps: 7_000,
  directRps: 7_000,
  p50Ms: 2,
  p99Ms: 4,
  p50AddedMs: 1,
  p99AddedMs: 2,
  cpuMs: 0.1,
  cpuToFloor: 1.2,
  calls: 100,
  errors: 0,
};
const figures = (change: Partial<Leg> = {}): Figures => ({
  call: { "1": good, "16": { ...good, ...change }, "64": good },
  rows50k: { "16": good },
  withheld50k: { "16": good },
  list: { "16": good },
  churn: { "8": good },
  write: { "16": good },
  approval: { "16": good },
  netsuite: { "16": good, "64": good },
  rssMb: 150,
});
const failed = (given: Figures, isQuick = false) =>
  judge(given, isQuick)
    .filter(({ outcome }) => outcome === "failed")
    .map(({ target }) => target.name);

test("whoever reaches everything passes everything", () => {
  expect(judge(figures(), false)).toHaveLength(TARGETS.length + 1);
  expect(failed(figures())).toEqual([]);
  expect(failed(figures(), true)).toEqual([]);
});

test.each([
  [{ ratio: 0.299 }, "call, 16 callers: ratio to direct"],
  [{ cpuMs: 0.151 }, "call, 16 callers: processor time a call"],
  [{ cpuToFloor: 1.61 }, "call, 16 callers: the same against the floor's"],
  [{ p99AddedMs: 8.1 }, "call, 16 callers: added at p99"],
  [{ rps: 4_999 }, "call, 16 callers: calls a second"],
  [{ errors: 1 }, "every answer right"],
  [{ ratio: Number.NaN }, "call, 16 callers: ratio to direct"],
])("%j fails on its own", (change, name) => {
  expect(failed(figures(change))).toEqual([name]);
});

test.each([
  ["rows50k", "50 KB, searched for protected fields, 16 callers: ratio"],
  ["withheld50k", "50 KB, protected fields masked, 16 callers: ratio"],
] as const)("50 KB is judged at 16 callers, %s on its own", (workload, name) => {
  const legs = { "1": { ...good, ratio: 0.1 }, "16": good, "64": { ...good, ratio: 0.1 } };
  expect(failed({ ...figures(), [workload]: legs })).toEqual([]);
  expect(failed({ ...figures(), [workload]: { ...legs, "16": { ...good, ratio: 0.34 } } })).toEqual([name]);
});

test("a quick run asks for right answers and half the ratios only", () => {
  expect(failed(figures({ ratio: 0.16, cpuMs: 1, p99AddedMs: 50, rps: 10 }), true)).toEqual([]);
  expect(failed(figures({ ratio: 0.14 }), true)).toEqual(["call, 16 callers: ratio to direct"]);
  expect(failed(figures({ errors: 1 }), true)).toEqual(["every answer right"]);
});

test("what this machine cannot measure is skipped, not passed", () => {
  const { netsuite: _netsuite, rssMb: _rssMb, ...rest } = figures();
  const skipped = judge(rest, false).filter(({ outcome }) => outcome === "skipped");
  expect(skipped.map(({ target }) => target.name)).toEqual([
    "NetSuite, 16 callers: ratio",
    "NetSuite, 64 callers: ratio",
    "memory after 64 callers",
  ]);
});
