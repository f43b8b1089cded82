import { expect, test } from "vitest";
import { mirroredArguments, mirrorHeaders, withoutMarks } from "./mirrored-arguments.ts";

const schema = {
  type: "object",
  properties: {
    region: { type: "string", "x-mcp-header": "Region" },
    query: { type: "string" },
    options: { type: "object", properties: { limit: { type: "integer", "x-mcp-header": "Limit" } } },
  },
};
const mirrored = mirroredArguments(schema);

test("marked arguments are found at any depth of properties", () => {
  expect(mirrored).toEqual([
    { path: ["region"], header: "mcp-param-region" },
    { path: ["options", "limit"], header: "mcp-param-limit" },
  ]);
});

test("a mark that is no header name has no effect", () => {
  expect(mirroredArguments({ properties: { a: { "x-mcp-header": "a\r\nb" } } })).toEqual([]);
});

test("the system gets every marked argument that is given in its header, coded where it is not plain ASCII", () => {
  expect(mirrorHeaders(mirrored, { region: "Zürich", query: "q", options: { limit: 5 } })).toEqual({
    "mcp-param-region": "=?base64?WsO8cmljaA==?=",
    "mcp-param-limit": "5",
  });
  expect(mirrorHeaders(mirrored, { query: "q" })).toEqual({});
});

test("callers are not asked for the headers", () => {
  const shown = withoutMarks(schema, mirrored);
  expect(JSON.stringify(shown)).not.toContain("x-mcp-header");
  expect(shown.properties).toMatchObject({ region: { type: "string" }, query: { type: "string" } });
  expect(schema.properties.region["x-mcp-header"]).toBe("Region");
});
