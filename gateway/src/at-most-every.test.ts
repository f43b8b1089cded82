import { expect, test } from "vitest";
import { atMostEvery } from "./at-most-every.ts";

test("however often it is asked, one question goes out in its time, and the next after it", async () => {
  let asked = 0;
  const ask = atMostEvery(50, async () => ++asked);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(1);
  await expect.poll(ask).toBe(2);
});
