import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { LABELS, TOOL_NAME } from "@gatehouse/tool";
import { z } from "zod";
import { declaredGrants } from "../credentials/declared-grants.ts";
import { hasPath } from "./has-path.ts";

const labels = z.record(z.string(), z.enum(LABELS)).default({});
const schema = z.looseObject({ type: z.literal("object") });

const entryShape = z.strictObject({
  name: z.string().regex(TOOL_NAME, "is not a name that every client accepts"),
  title: z.string().min(1),
  description: z.string().min(1),
  phase: z.literal([1, 2, 3]),
  risk: z.enum(["read", "reversible", "irreversible"]),
  annotations: z.strictObject({
    title: z.string(),
    readOnlyHint: z.boolean(),
    destructiveHint: z.boolean(),
    idempotentHint: z.boolean(),
    openWorldHint: z.boolean(),
  }),
  inputSchema: schema,
  outputSchema: schema.optional(),
  labels: z.strictObject({ input: labels, output: labels }),
  example: z.record(z.string(), z.unknown()),
});

/**
 * A catalog file as a server's reviewed snapshot holds it. What depends on the risk is checked against it: a write that
 * calls itself a read would go straight on, without preview, and a label on no field would protect nothing.
 */
const entrySchema = entryShape.superRefine((entry, context) => {
  for (const [path, message] of contradictionsOf(entry)) context.addIssue({ code: "custom", path, message });
});

function* contradictionsOf(entry: Entry): Generator<[path: string[], message: string]> {
  const { phase, risk, annotations, labels } = entry;
  const isRead = risk === "read";
  if (isRead !== (phase === 1)) yield [["phase"], "reads belong to phase 1, and nothing else does"];
  if (risk === "irreversible" && phase !== 3) yield [["phase"], "irreversible changes belong to phase 3"];
  if (annotations.readOnlyHint !== isRead)
    yield [["annotations", "readOnlyHint"], `contradicts risk ${risk}`];
  if (annotations.destructiveHint === isRead)
    yield [["annotations", "destructiveHint"], `contradicts risk ${risk}`];
  for (const path of Object.keys(labels.input))
    if (!hasPath(entry.inputSchema, path)) yield [["labels", "input", path], "is no field of inputSchema"];
  for (const path of Object.keys(labels.output))
    if (!hasPath(entry.outputSchema, path)) yield [["labels", "output", path], "is no field of outputSchema"];
}

const systemSchema = z.strictObject({
  id: z.string(),
  title: z.string().min(1),
  vendor: z.string().min(1),
  ...declaredGrants,
});

export type Entry = z.output<typeof entryShape>;
export type Catalog = z.output<typeof systemSchema> & { tools: Entry[] };

const SYSTEM_FILE = "system.json";

/** Reads a folder of catalog files, ordered by tool name. Throws an Error that names the file and what is wrong in it. */
export function readCatalog(folder: string): Catalog {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const read = <T extends z.ZodType>(name: string, shape: T): z.output<T> => {
    const file = path.join(folder, name);
    const said = path.relative(process.cwd(), file);
    const parsed = shape.safeParse(parse(said, readFileSync(file, "utf8")));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`${said}: ${issue?.path.join(".")}: ${issue?.message}`);
  };
  const system = read(SYSTEM_FILE, systemSchema);
  const tools = names.filter((name) => name !== SYSTEM_FILE).map((name) => read(name, entrySchema));
  return { ...system, tools };
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
}
