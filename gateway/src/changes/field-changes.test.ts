import { expect, test } from "vitest";
import { fieldChanges } from "./field-changes.ts";

const told = (before: unknown, after: unknown) =>
  fieldChanges(before, after).map(({ path, kind }) => `${path} ${kind}`);

test("every field is changed, added, removed or the same, by its place", () => {
  expect(
    told({ a: 1, b: { c: [1, 2], d: null }, gone: true }, { a: 2, b: { c: [1, 3, 4], d: null }, fresh: "x" }),
  ).toEqual([
    "a changed",
    "b.c[1] same",
    "b.c[2] changed",
    "b.d same",
    "gone removed",
    "b.c[3] added",
    "fresh added",
  ]);
});

test("a record that is made is added as a whole, and one that is deleted removed", () => {
  expect(told(null, { a: 1, b: 2 })).toEqual(["a added", "b added"]);
  expect(told({ a: 1 }, null)).toEqual(["a removed"]);
});

test("a name with a dot in it cannot hide another field", () => {
  expect(told({ "a.b": 1, a: { b: 2 } }, { "a.b": 9, a: { b: 2 } })).toEqual(['["a.b"] changed', "a.b same"]);
});

test("a value that turns from text into fields is told as both", () => {
  expect(told({ a: "x" }, { a: { b: "x" } })).toEqual(["a removed", "a.b added"]);
});

test("a text and the number it looks like are not the same", () => {
  expect(told({ a: "1" }, { a: 1 })).toEqual(["a changed"]);
});
