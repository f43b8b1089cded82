import { expect, test } from "vitest";
import { z } from "zod";
import { catalogEntry } from "./catalog.ts";
import { sensitive } from "./sensitive.ts";
import { type Tool, toolFor } from "./tool.ts";
import { withheldShape } from "./withheld.ts";

const define = toolFor<undefined>();
const read = define({
  name: "s_get",
  title: "Get",
  description: "Gets.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ id: z.string(), limit: z.int().default(20) }),
  output: z.object({ rows: z.array(z.object({ id: z.string(), pay: sensitive("pay", z.number()) })) }),
  example: { id: "1" },
  handler: async () => ({ rows: [] }),
});
const write = define({
  name: "s_update",
  title: "Update",
  description: "Updates.",
  phase: 2,
  risk: "reversible",
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
  example: { id: "1" },
  handler: async () => ({}),
  preview: async () => ({ summary: "", before: 1, after: 2, checks: [] }),
  undo: async () => undefined,
});
const entryOf = (tool: Tool<undefined>) => catalogEntry(tool as never);

test("hints derive from risk alone", () => {
  expect(entryOf(read).annotations).toMatchObject({
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
  });
  expect(entryOf(write).annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true });
});

test("an argument with a default need not be given, an unknown one may not be", () => {
  expect(entryOf(read).inputSchema).toMatchObject({ required: ["id"], additionalProperties: false });
});

test("a protected field may be missing from an answer, and the published schema says so", () => {
  const { outputSchema, labels } = entryOf(read);
  const properties = outputSchema.properties as Record<string, { items: { required: string[] } }>;
  expect(labels.output).toEqual({ "rows[].pay": "pay" });
  expect(properties.rows?.items.required).toEqual(["id"]);
  expect(properties).toHaveProperty("withheld");
  expect(entryOf(write).outputSchema.properties).not.toHaveProperty("withheld");
});

test("a tool whose system hides fields says so itself, and the gateway's own join the same list", () => {
  const output = z.object({ id: z.string(), ...withheldShape });
  const entry = entryOf(define({ ...read, output, handler: async () => ({ id: "1" }) }));
  const labelled = entryOf(read).outputSchema.properties as Record<string, unknown>;
  expect(entry.outputSchema.properties).toMatchObject({ withheld: labelled.withheld });
  expect(entry.outputSchema.required).toEqual(["id"]);
  expect(output.parse({ id: "1", withheld: [{ field: "pay", reason: "class" }] }).withheld).toHaveLength(1);
});

test("the types refuse what would be unsafe", () => {
  const facts = {
    name: "s_x",
    title: "X",
    description: "X.",
    input: z.strictObject({}),
    output: z.object({}),
    example: {},
  };
  const handler = async () => ({});
  const preview = async () => ({ summary: "", before: 1, after: 2, checks: [] });
  const undo = async () => undefined;
  // @ts-expect-error a write needs a preview
  define({ ...facts, handler, phase: 2, risk: "reversible", undo });
  // @ts-expect-error a reversible write needs an undo
  define({ ...facts, handler, phase: 2, risk: "reversible", preview });
  // @ts-expect-error what cannot be undone belongs to phase 3
  define({ ...facts, handler, phase: 2, risk: "irreversible", preview });
  // @ts-expect-error a read belongs to phase 1
  define({ ...facts, handler, phase: 2, risk: "read" });
  // @ts-expect-error a read has no undo
  define({ ...facts, handler, phase: 1, risk: "read", undo });
  expect(define({ ...facts, handler, phase: 3, risk: "irreversible", preview }).risk).toBe("irreversible");
});
