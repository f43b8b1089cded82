import { expect, test } from "vitest";
import { target } from "./target.ts";

test.each([
  ["a/b", "/record/a%2Fb"],
  ["1?x=2#y", "/record/1%3Fx%3D2%23y"],
  ["../../admin", "/record/..%2F..%2Fadmin"],
  ["%2e%2e/x", "/record/%252e%252e%2Fx"],
  ["é ü", "/record/%C3%A9%20%C3%BC"],
  ["@approve", "/record/@approve"],
  ["eid:7/8", "/record/eid:7%2F8"],
])("keeps the id %j inside one path segment", (id, expected) => {
  expect(target(["record", id])).toBe(expected);
});

test.each(["", ".", "..", "%2e", "%2E%2e"])("refuses the id %j, which URL parsers resolve", (id) => {
  expect(() => target(["record", id])).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("encodes the query and leaves out what is undefined", () => {
  expect(target(["q"], { limit: 5, name: "a&b=c", none: undefined })).toBe("/q?limit=5&name=a%26b%3Dc");
});

test("sends a list as one name several times", () => {
  expect(target(["q"], { "id[]": [1, "2"], none: [] })).toBe("/q?id%5B%5D=1&id%5B%5D=2");
});
