import { z } from "zod";
import { labelsIn } from "./sensitive.ts";
import type { System } from "./system.ts";
import type { Tool } from "./tool.ts";
import { withheldShape } from "./withheld.ts";

export type CatalogEntry = ReturnType<typeof catalogEntry>;
/** A system as its catalog names it. One of somebody else's making says nothing of grants. */
export type CatalogSystem = Pick<System, "id" | "title" | "vendor"> &
  Partial<Pick<System, "grants" | "scopes">>;

/** What claude.ai accepts as a tool name; one name outside it rejects the whole connector. */
export const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Everything the world may know about a tool, as plain data: no handler, no API. */
export function catalogEntry(tool: Tool<never>) {
  const { name, title, description, phase, risk, input, output, example } = tool;
  const labels = { input: labelsIn(input), output: labelsIn(output) };
  return {
    name,
    title,
    description,
    phase,
    risk,
    annotations: {
      title,
      readOnlyHint: risk === "read",
      destructiveHint: risk !== "read",
      idempotentHint: risk === "read",
      openWorldHint: false,
    },
    inputSchema: jsonSchema(input, "input"),
    outputSchema: withWithheld(jsonSchema(output, "output"), Object.keys(labels.output)),
    labels,
    example: example as Record<string, unknown>,
  };
}

type JsonObject = Record<string, unknown>;

/** As zod writes it, without what only costs a model's attention: bounds every integer has, closed answers. */
function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const override = ({ jsonSchema: part }: { jsonSchema: JsonObject }) => {
    if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
    if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
    if (io === "output") delete part.additionalProperties;
  };
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, override }) as JsonObject;
  return rest;
}

/**
 * A labelled field may be missing from an answer, and is then named in `withheld`: so it is not required, and the
 * published schema says so. Clients validate answers against what is published.
 */
function withWithheld(schema: JsonObject, paths: string[]): JsonObject {
  if (paths.length === 0) return schema;
  for (const path of paths) unrequire(schema, path.split(/\.|(?=\[\])/));
  const { properties } = jsonSchema(z.object(withheldShape), "output");
  return { ...schema, properties: { ...(schema.properties as JsonObject), ...(properties as JsonObject) } };
}

function unrequire(schema: JsonObject, [key, ...rest]: string[]): void {
  if (key === undefined) return;
  if (key === "[]") unrequire(schema.items as JsonObject, rest);
  else if (rest.length > 0) unrequire((schema.properties as Record<string, JsonObject>)[key] ?? {}, rest);
  else if (Array.isArray(schema.required)) schema.required = schema.required.filter((name) => name !== key);
}

/**
 * What the gateway and the docs need to know of a system, for `catalog/system.json`. The gateway runs the grants, so that
 * refresh tokens and keys need not be where the tools are.
 */
export const catalogSystem = ({ id, title, vendor, grants, scopes }: System): CatalogSystem => ({
  id,
  title,
  vendor,
  grants,
  scopes,
});
