import { expect, test } from "vitest";
import { createSlots } from "./slots.ts";

const hanging = () => new Promise<void>(() => {});

test("one system that hangs takes half of the slots and no more", () => {
  const slots = createSlots(
    () => {},
    () => {},
  );
  const begun = (system: string) =>
    [1, 2, 3, 4, 5, 6].filter((place) => slots.begin(`${system}${place}`, system, hanging)).length;
  expect([begun("a"), slots.full(), begun("b"), slots.isFree(), begun("c")]).toEqual([4, ["a"], 4, false, 0]);
});

test("what failed rests, is passed over meanwhile, and keeps nothing else from being begun", async () => {
  const failed: string[] = [];
  const slots = createSlots(
    (id) => void failed.push(id),
    () => {},
  );
  const fails = () => Promise.reject(new Error("no"));
  slots.begin("one", "a", fails);
  await slots.ended();
  expect([failed, slots.passedOver()]).toEqual([["one"], ["one"]]);
  expect(slots.begin("one", "a", fails)).toBe(false);
  expect(slots.begin("two", "a", hanging)).toBe(true);
});

test("a slot that something was left for says when it is free", async () => {
  const freed = Promise.withResolvers<void>();
  const slots = createSlots(() => {}, freed.resolve);
  const held = Promise.withResolvers<void>();
  for (const id of ["1", "2", "3", "4", "5"]) slots.begin(id, "a", () => held.promise);
  held.resolve();
  await freed.promise;
  expect(slots.begin("5", "a", hanging)).toBe(true);
});
