import { expect, test } from "vitest";
import type { BlockResult } from "../load/block.ts";
import { legOf, percentile, sideOf } from "./summary.ts";

const block = (given: Partial<BlockResult>): BlockResult => ({
  calls: 0,
  errors: 0,
  firstError: undefined,
  elapsedMs: 1_000,
  cpuMs: undefined,
  latenciesMs: new Float64Array(),
  ...given,
});
const side = { rps: 100, p50Ms: 2, p99Ms: 10, cpuMs: 0.2, calls: 100, errors: 0 };

test.each([
  [0.5, 50],
  [0.99, 99],
  [1, 100],
  [0, 1],
  [0.001, 1],
])("of the values 1 to 100 the percentile %f is %i", (share, expected) => {
  expect(
    percentile(
      Float64Array.from({ length: 100 }, (_, index) => index + 1),
      share,
    ),
  ).toBe(expected);
});

test("a percentile is always a value that occurred, and of nothing it is no number", () => {
  expect(percentile(Float64Array.of(1, 9), 0.5)).toBe(1);
  expect(percentile(Float64Array.of(1, 9), 0.51)).toBe(9);
  expect(percentile(new Float64Array(), 0.5)).toBeNaN();
});

test("blocks are taken together by their time, not averaged", () => {
  const blocks = [
    block({ calls: 3, elapsedMs: 1_000, cpuMs: 6, latenciesMs: Float64Array.of(5, 1, 9) }),
    block({ calls: 1, elapsedMs: 3_000, cpuMs: 2, latenciesMs: Float64Array.of(7), errors: 2 }),
  ];
  expect(sideOf(blocks)).toEqual({ rps: 1, p50Ms: 5, p99Ms: 9, cpuMs: 2, calls: 4, errors: 2 });
});

test("processor time is not guessed where one block could not tell, nor where nothing was answered", () => {
  expect(sideOf([block({ calls: 1, cpuMs: 6 }), block({ calls: 1 })]).cpuMs).toBeUndefined();
  expect(sideOf([block({ cpuMs: 6 })]).cpuMs).toBeUndefined();
});

test("a leg compares the gateway with the direct way and the floor of the same run", () => {
  const gateway = { ...side, rps: 30, p50Ms: 3, p99Ms: 25, cpuMs: 0.3, calls: 30, errors: 1 };
  const floor = { ...side, rps: 60, p50Ms: 2.5, p99Ms: 12, cpuMs: 0.2, errors: 1 };
  expect(legOf(side, gateway, floor)).toMatchObject({
    ratio: 0.3,
    p50AddedMs: 1,
    p99AddedMs: 15,
    cpuMs: 0.3,
    floorRatio: 0.6,
    floorP50AddedMs: 0.5,
    floorCpuMs: 0.2,
    cpuToFloor: expect.closeTo(1.5),
    calls: 30,
    errors: 2,
  });
});

test("a leg without a floor, or without processor times, leaves those figures out", () => {
  const leg = legOf(side, { ...side, cpuMs: undefined }, undefined);
  expect(Object.keys(leg)).not.toContain("cpuMs");
  expect(Object.keys(leg)).not.toContain("floorRatio");
  expect(Object.keys(leg)).not.toContain("cpuToFloor");
});
