import { expect, test } from "vitest";
import type { Definition } from "./definition.ts";
import { pinnedTool } from "./pinned-tool.ts";

const declared = { phase: 1, risk: "read", labels: { output: {} } } as const;
const definition: Definition = {
  server: "https://mcp.example.com/mcp",
  name: "get",
  title: "Get\u202e it",
  description: "Gets\u200b a thing.",
  inputSchema: {
    type: "object",
    properties: { description: { type: "string", description: "Wh\u200bat", enum: ["a\u200b"] } },
    required: ["description"],
  },
  outputSchema: { type: "object", properties: { pay: { type: "number" } } },
  annotations: { readOnlyHint: false, destructiveHint: true },
};

test("texts are shown as a person sees them, and what arguments are compared with stays", () => {
  const { entry } = pinnedTool("v", "get", declared, definition);
  expect(entry).toMatchObject({ name: "v_get", title: "Get[U+202E] it", description: "Gets a thing." });
  expect(entry.inputSchema.properties).toEqual({
    description: { type: "string", description: "What", enum: ["a\u200b"] },
  });
});

test("hints follow from the configured risk, whatever the server says", () => {
  expect(pinnedTool("v", "get", declared, definition).entry.annotations).toMatchObject({
    readOnlyHint: true,
    destructiveHint: false,
  });
});

test("no write of a third party has a preview", () => {
  expect(pinnedTool("v", "get", { ...declared, phase: 2, risk: "reversible" }, definition).hasPreview).toBe(
    false,
  );
});

test("a tool without words is shown by its name", () => {
  const { entry } = pinnedTool("v", "get", declared, { server: "", name: "get" });
  expect(entry).toMatchObject({ title: "get", description: "get", inputSchema: { type: "object" } });
});

test("with protected fields the output schema is kept for checking and not published", () => {
  const labelled = { ...declared, labels: { output: { pay: "pay" } } } as const;
  const { entry, promised } = pinnedTool("v", "get", labelled, definition);
  expect(entry.outputSchema).toBeUndefined();
  expect(promised?.({ pay: "much" })).toBe(false);
});

test.each([
  [
    "a label on a field that it does not know",
    { labels: { output: { salary: "pay" } } },
    {},
    "protects nothing",
  ],
  ["an input schema of no object", {}, { inputSchema: { type: "string" } }, "is not that of an object"],
  ["a schema that is none", {}, { inputSchema: { type: "object", required: "all" } }, "cannot be used"],
  [
    "a schema that leads elsewhere",
    {},
    { inputSchema: { type: "object", $ref: "https://evil.example/s" } },
    "cannot be used",
  ],
])("%s makes a tool unusable", (_, more, change, reason) => {
  expect(() =>
    pinnedTool("v", "get", { ...declared, ...more } as never, { ...definition, ...change }),
  ).toThrow(reason);
});

test("a pattern that a server chose is not run over what callers send", () => {
  const inputSchema = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } };
  const { fits } = pinnedTool("v", "get", declared, { ...definition, inputSchema });
  expect(fits({ a: `${"a".repeat(50_000)}!` })).toBe(true);
  expect(fits({ a: 1 })).toBe(false);
});
