import { globSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { catalogEntry, catalogSystem, TOOL_NAME } from "@gatehouse/tool";
import { expect, test } from "vitest";
import type { AnySubject } from "./subject.ts";

/** Of one server's `tools/list`, its writes included, so that a model has room for the conversation too. */
const CATALOG_BYTES_MAX = 32 * 1024;
const VERBS =
  "get list search find resolve read query summarize whoami whos create update log annotate decide describe run move approve void".split(
    " ",
  );

/** What the world sees of each tool. */
export function catalogContract({ system, tools }: AnySubject) {
  const entries = tools.map((tool) => catalogEntry(tool as never));
  const folder = new URL(`../../servers/${system.id}/`, import.meta.url);

  test.each(entries)("$name is what was reviewed", async (entry) => {
    const file = new URL(`catalog/${entry.name}.json`, folder);
    await expect(`${JSON.stringify(entry, null, 2)}\n`).toMatchFileSnapshot(file.pathname);
  });

  test("names itself as it was reviewed", async () => {
    const file = new URL("catalog/system.json", folder);
    await expect(`${JSON.stringify(catalogSystem(system), null, 2)}\n`).toMatchFileSnapshot(file.pathname);
  });

  test("has one file per tool, and no entry of a tool that is gone", () => {
    const names = tools.map(({ name }) => name).toSorted();
    const fileNames = names.map((name) => `${name.slice(system.id.length + 1).replaceAll("_", "-")}.ts`);
    // Missing ones show above, where the first run of a new server writes them.
    const reviewed = globSync("catalog/*.json", { cwd: fileURLToPath(folder) });
    const known = ["system", ...names].map((name) => path.join("catalog", `${name}.json`));
    expect(reviewed.filter((file) => !known.includes(file))).toEqual([]);
    expect(readdirSync(new URL("src/tools/", folder)).filter(isSource)).toEqual(
      [...fileNames, "index.ts"].toSorted(),
    );
  });

  test("leaves a model room for the conversation", () => {
    const shown = entries.map(({ name, title, description, annotations, inputSchema, outputSchema }) => ({
      name,
      title,
      description,
      annotations,
      inputSchema,
      outputSchema,
    }));
    expect(Buffer.byteLength(JSON.stringify(shown))).toBeLessThanOrEqual(CATALOG_BYTES_MAX);
  });

  test.each(entries)("$name reads well", ({ name, title, description }) => {
    expect(name).toMatch(TOOL_NAME);
    expect(name.startsWith(`${system.id}_`)).toBe(true);
    expect(VERBS).toContain(name.slice(system.id.length + 1).split("_")[0]);
    expect(title).toMatch(/^[A-Z][^.]{3,59}$/);
    expect(description).toMatch(/^[A-Z].{60,600}\.$/s);
    expect(description).not.toMatch(/https?:|IMPORTANT|\bignore\b|system prompt/i);
    const named = description.match(new RegExp(`${system.id}_[a-z_]+`, "g")) ?? [];
    for (const other of named) expect(tools.map((tool) => tool.name)).toContain(other);
  });

  test.each(entries)("$name bounds every text it takes, and takes nothing else", ({ inputSchema }) => {
    for (const schema of schemasIn(inputSchema)) {
      if (schema.type === "object") expect(schema.additionalProperties).toBe(false);
      if (schema.type === "array") expect(schema.maxItems).toEqual(expect.any(Number));
      if (schema.type === "string")
        expect(schema).toEqual(expect.objectContaining({ [boundOf(schema)]: expect.anything() }));
    }
  });

  test.each(tools.filter(({ phase }) => phase === 3))("$name wants a reason", ({ input }) => {
    expect(input.shape.reason.safeParse(undefined).success).toBe(false);
    expect(input.shape.reason.safeParse("  ").success).toBe(false);
  });
}

const isSource = (name: string) => name.endsWith(".ts") && !name.endsWith(".test.ts");

type Schema = Record<string, unknown>;

/** Every schema inside a JSON Schema, itself included. */
function schemasIn(schema: Schema): Schema[] {
  const inside = [...Object.values((schema.properties ?? {}) as Record<string, Schema>), schema.items];
  return [
    schema,
    ...inside.filter((part) => part !== undefined).flatMap((part) => schemasIn(part as Schema)),
  ];
}

const boundOf = (schema: Schema): string =>
  ["enum", "maxLength", "pattern", "const"].find((key) => key in schema) ?? "maxLength";
