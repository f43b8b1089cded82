import { expect, test } from "vitest";
import { checkOf } from "./schema-check.ts";
import { shapeOf } from "./shape.ts";

const recorded = [
  { id: "1", size: 4, tags: [{ name: "a" }], note: null },
  { id: "2", size: null, tags: [], note: null, more: true },
];
const check = checkOf(shapeOf(recorded));

test("What was recorded fits its own shape, and so does another body of the same form", () => {
  for (const body of recorded) expect(check(body)).toEqual([]);
  expect(check({ id: "3", size: 7, tags: [{ name: "b" }, { name: "c" }], note: 5 })).toEqual([]);
});

test.each([
  ["a missing key", { size: 1, tags: [], note: null }, "/: must have required property 'id'"],
  ["an unknown key", { ...recorded[0], extra: 1 }, "/: unknown key extra"],
  ["another type", { ...recorded[0], id: 1 }, "/id: must be string"],
  ["null where it never was", { ...recorded[0], id: null }, "/id: must be string"],
  [
    "a wrong item of a list",
    { ...recorded[0], tags: [{ name: "a" }, {}] },
    "/tags/*: must have required property 'name'",
  ],
  ["another kind of body", [], "/: must be object"],
  ["no body", undefined, "there is no body"],
])("%s does not fit", (_, body, problem) => {
  expect(check(body)).toEqual([problem]);
});

test("A table by id takes every id, and each of its rows is held to the others", () => {
  const byId = checkOf(shapeOf([{ 12: { name: "a" }, 13: { name: "b" } }]));
  expect(byId({ 99: { name: "c" } })).toEqual([]);
  expect(byId({ 99: { title: "c" } })).toEqual([
    "/*: must have required property 'name'",
    "/*: unknown key title",
  ]);
});

test("Keys that are data and keys that newer versions add pass only where they are named", () => {
  const samples = [{ rows: [{ type: "x", a: 1 }] }];
  const open = checkOf(shapeOf(samples, { open: ["rows.*"], added: { "": ["total"] } }));
  expect(open({ rows: [{ type: "x", a: 1, b: 2 }], total: 1 })).toEqual([]);
  expect(open({ rows: [], other: 1 })).toEqual(["/: unknown key other"]);
  expect(open({ rows: [{ b: 2 }] })).not.toEqual([]);
});
