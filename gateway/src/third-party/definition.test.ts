import { expect, test } from "vitest";
import { type Definition, definitionOf, differences, hashOf } from "./definition.ts";

const listed = {
  name: "a",
  title: "A",
  description: "Does.",
  inputSchema: { type: "object", properties: { x: {} } },
  icons: [1],
};
const server = "https://mcp.example.com/mcp";
const definition = definitionOf(server, listed);

test("the order of fields changes no hash, and what is not told to models does not count", () => {
  const { name, title, ...rest } = listed;
  expect(hashOf(definitionOf(server, { ...rest, icons: [], _meta: { a: 1 }, title, name }))).toBe(
    hashOf(definition),
  );
});

test.each([
  ["name", { name: "b" }],
  ["title", { title: "A " }],
  ["description", { description: "Does\u200b." }],
  ["inputSchema.properties.y", { inputSchema: { type: "object", properties: { x: {}, y: {} } } }],
  ["outputSchema", { outputSchema: { type: "object" } }],
  ["annotations", { annotations: { readOnlyHint: true } }],
])("a change of %s changes the hash and is named", (at, change) => {
  const changed: Definition = definitionOf(server, { ...listed, ...change });
  expect(hashOf(changed)).not.toBe(hashOf(definition));
  expect(differences(definition, changed).map((one) => one.at)).toEqual([at]);
});

test("another destination is another tool", () => {
  expect(hashOf(definitionOf("https://other.example/mcp", listed))).not.toBe(hashOf(definition));
});

test("a field that becomes null is told from one that goes away", () => {
  expect(differences({ a: 1 }, { a: null })).toEqual([{ at: "a", before: 1, after: null }]);
  expect(differences({ a: null }, {})).toEqual([{ at: "a", before: null, after: undefined }]);
  expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
});
