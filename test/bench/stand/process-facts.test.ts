import { expect, test } from "vitest";
import { cpuMsOf, rssMbOf, usageIn, usedBelow } from "./process-facts.ts";

test("the fields of a process are found behind any command, however it is called", () => {
  const stat = "71 (node (a) b) S 70 71 71 0 -1 4194304 100 200 0 0 40 2 30 5 20 0 11 0 123 456";
  expect(usageIn(stat)).toEqual({ parent: 70, own: 42, ended: 35 });
});

test("what is ours is the process itself, all below it, and the children each has collected", () => {
  const processes = new Map([
    [1, { parent: 0, own: 1_000, ended: 1_000 }],
    [70, { parent: 1, own: 10, ended: 5 }],
    [71, { parent: 70, own: 20, ended: 0 }],
    [72, { parent: 71, own: 3, ended: 2 }],
    [90, { parent: 1, own: 500, ended: 0 }],
    // Its parent ended between two looks.
    [91, { parent: 89, own: 500, ended: 0 }],
  ]);
  expect(usedBelow(70, processes)).toBe(40);
});

test("what does not exist has no figures", () => {
  expect(cpuMsOf(undefined)).toBeUndefined();
  // Beyond the highest number a process can have.
  expect(cpuMsOf(2 ** 22 + 1)).toBeUndefined();
  expect(rssMbOf(2 ** 22 + 1)).toBeUndefined();
});
