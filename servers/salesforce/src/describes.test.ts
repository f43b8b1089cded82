import { expect, test } from "vitest";
import { type Ask, createDescribes } from "./describes.ts";
import { LIMITS } from "./limits.ts";

const body = (...names: string[]) => ({
  label: "Account",
  fields: names.map((name) => ({ name, label: name })),
});

/** Describes over a vendor that counts what it is asked, at a time that the test moves. */
function counted() {
  const state = { now: 0, asked: [] as (string | undefined)[], names: ["Id", "Name"], isChanged: true };
  const describes = createDescribes(() => state.now);
  const ask: Ask = async (since) => {
    state.asked.push(since);
    if (since !== undefined && !state.isChanged) return "unchanged";
    return { body: body(...state.names), date: `date ${state.asked.length}` };
  };
  const names = async (key = "ann Account") => [...(await describes.get(key, ask)).fields.keys()];
  return { state, describes, names };
}

test("those who ask at once, and soon after, share one answer", async () => {
  const { state, names } = counted();
  await Promise.all([names(), names(), names()]);
  await names();
  expect(state.asked).toEqual([undefined]);
});

test("each person has their own", async () => {
  const { state, names, describes } = counted();
  await names("ann Account");
  state.names = ["Id"];
  expect(await names("ben Account")).toEqual(["Id"]);
  expect(await names("ann Account")).toEqual(["Id", "Name"]);
  expect(describes.peek("eve Account")).toBeUndefined();
});

test("one that is some minutes old is asked for by its date, and kept where it has not changed", async () => {
  const { state, names } = counted();
  await names();
  state.now += LIMITS.rememberMs + 1;
  state.isChanged = false;
  expect(await names()).toEqual(["Id", "Name"]);
  expect(state.asked).toEqual([undefined, "date 1"]);
});

test("one that is an hour old is fetched whole, so that a right that was taken away is gone", async () => {
  const { state, names } = counted();
  await names();
  state.now += LIMITS.describeMs + 1;
  state.isChanged = false;
  state.names = ["Id"];
  expect(await names()).toEqual(["Id"]);
  expect(state.asked).toEqual([undefined, undefined]);
});

test("a failed one is not remembered", async () => {
  const { describes, names } = counted();
  const failing: Ask = () => Promise.reject(new Error("gone"));
  await expect(describes.get("ann Account", failing)).rejects.toThrow("gone");
  expect(await names()).toEqual(["Id", "Name"]);
});
