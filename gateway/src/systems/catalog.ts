import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { LABELS, TOOL_NAME } from "@gatehouse/tool";
import { z } from "zod";

const labels = z.record(z.string(), z.enum(LABELS)).default({});
const schema = z.looseObject({ type: z.literal("object") });

/** A catalog file as a server's reviewed snapshot holds it. */
const entrySchema = z.strictObject({
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

const systemSchema = z.strictObject({ id: z.string(), title: z.string().min(1), vendor: z.string().min(1) });

export type Entry = z.output<typeof entrySchema>;
export type Catalog = z.output<typeof systemSchema> & { tools: Entry[] };

const SYSTEM_FILE = "system.json";

/** Reads a folder of catalog files, ordered by tool name. Throws an Error that names the file and what is wrong in it. */
export function readCatalog(folder: string): Catalog {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const read = <T extends z.ZodType>(name: string, shape: T): z.output<T> => {
    const file = path.join(folder, name);
    const parsed = shape.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`${path.relative(process.cwd(), file)}: ${issue?.path.join(".")}: ${issue?.message}`);
  };
  const system = read(SYSTEM_FILE, systemSchema);
  const tools = names.filter((name) => name !== SYSTEM_FILE).map((name) => read(name, entrySchema));
  return { ...system, tools };
}
