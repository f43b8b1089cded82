import { expect, test } from "vitest";
import { hasPath } from "./has-path.ts";

const schema = {
  properties: {
    vendor: { anyOf: [{ type: "null" }, { properties: { account: { type: "string" } } }] },
    lines: { items: { $ref: "#/$defs/line" } },
    loop: { $ref: "#/$defs/loop" },
  },
  $defs: { line: { properties: { iban: {} } }, loop: { $ref: "#/$defs/loop" } },
};

test.each([
  ["vendor.account", true],
  ["lines[].iban", true],
  ["vendor.iban", false],
  ["lines.iban", false],
  ["vendor[].account", false],
  ["loop.x", false],
  ["constructor", false],
])("%s is a field of the schema: %s", (path, isThere) => {
  expect(hasPath(schema, path)).toBe(isThere);
});
