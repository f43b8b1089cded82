import { expect, test } from "vitest";
import { remember } from "./remember.ts";

function asked() {
  let count = 0;
  return { count: () => count, ask: async () => ++count };
}

test("asks once for all who ask at the same time and afterwards, and per key", async () => {
  const { ask, count } = asked();
  const recall = remember<number>();
  expect(await Promise.all([recall("a", ask), recall("a", ask)])).toEqual([1, 1]);
  expect(await recall("a", ask)).toBe(1);
  expect(await recall("b", ask)).toBe(2);
  expect(count()).toBe(2);
});

test("forgets what is too old, what failed, and the oldest beyond its bound", async () => {
  const { ask } = asked();
  const old = remember<number>(0);
  expect([await old("a", ask), await old("a", ask)]).toEqual([1, 2]);
  const recall = remember<number>(60_000, 1);
  await expect(recall("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await recall("a", ask)).toBe(3);
  expect(await recall("b", ask)).toBe(4);
  expect(await recall("a", ask)).toBe(5);
});

test("whoever waited for an answer that was cancelled asks once more, all together", async () => {
  const recall = remember<number>();
  const { ask, count } = asked();
  const first = recall("a", () => Promise.reject(new Error("cancelled")));
  const others = [recall("a", ask), recall("a", ask)];
  await expect(first).rejects.toThrow("cancelled");
  expect(await Promise.all(others)).toEqual([1, 1]);
  expect(count()).toBe(1);
});

test("a second failure is everybody's", async () => {
  const recall = remember<number>();
  let asks = 0;
  const fail = () => {
    asks += 1;
    return Promise.reject(new Error("down"));
  };
  const answers = await Promise.allSettled([recall("a", fail), recall("a", fail), recall("a", fail)]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(asks).toBe(2);
});
