import { expect, test } from "vitest";
import { bestOf, type Figures } from "./best.ts";
import type { Leg } from "./summary.ts";

const leg = (given: Partial<Leg>): Leg => ({
  ratio: 0.3,
  rps: 3_000,
  directRps: 10_000,
  p50Ms: 2,
  p99Ms: 9,
  p50AddedMs: 1,
  p99AddedMs: 8,
  calls: 100,
  errors: 0,
  ...given,
});
const run = (given: Partial<Leg>, more: Partial<Figures> = {}): Figures => ({
  call: { "16": leg(given) },
  rows50k: {},
  withheld50k: {},
  list: {},
  churn: {},
  write: {},
  approval: {},
  ...more,
});

test("each judged figure is the best that any run showed, the others are those of the run with the best ratio", () => {
  const best = bestOf([
    run({ ratio: 0.3, p99AddedMs: 5, cpuMs: 0.2, p50Ms: 2 }),
    run({ ratio: 0.4, p99AddedMs: 7, cpuMs: 0.1, p50Ms: 3, cpuToFloor: 1.5 }),
  ]);
  expect(best.call["16"]).toMatchObject({
    ratio: 0.4,
    p99AddedMs: 5,
    cpuMs: 0.1,
    p50Ms: 3,
    cpuToFloor: 1.5,
  });
});

test("errors are added up and memory is the most that was seen: no run excuses another", () => {
  const best = bestOf([run({ errors: 2 }, { rssMb: 120 }), run({ errors: 1 }, { rssMb: 150 }), run({})]);
  expect(best.call["16"]?.errors).toBe(3);
  expect(best.rssMb).toBe(150);
});

test("what could not be measured stays out", () => {
  expect(Object.keys(bestOf([run({})]))).toEqual([
    "call",
    "rows50k",
    "withheld50k",
    "list",
    "churn",
    "write",
    "approval",
  ]);
});
