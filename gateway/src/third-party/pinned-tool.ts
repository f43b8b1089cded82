import { type CatalogEntry, cleanText, type Label, ToolError } from "@gatehouse/tool";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject } from "../protocol/message.ts";
import { hasPath } from "../systems/has-path.ts";
import { definitionHash, type KnownTool } from "../systems/known-tool.ts";
import { mirroredArguments } from "../systems/mirrored-arguments.ts";
import { gatewayName, type ThirdPartyConfig } from "./config.ts";
import { hintsOf } from "./declared-catalog.ts";
import type { Definition } from "./definition.ts";

type Declared = ThirdPartyConfig["tools"][string];

/** What a definition becomes here, before anybody asks whether it may be called. */
export type PinnedTool = Omit<KnownTool, "pin">;

const DESCRIPTION_CHARACTERS = 8_000;

/**
 * A third party's tool as callers meet it: the approved texts as a person would see them, our own hints, name and risk. Throws an
 * Error that says why a definition cannot be used: a schema that is none, or a protected field that it does not know.
 */
export function pinnedTool(
  system: string,
  tool: string,
  declared: Declared,
  definition: Definition,
): PinnedTool {
  const { phase, risk, labels } = declared;
  const inputSchema = objectSchema(definition.inputSchema, "inputSchema") ?? { type: "object" };
  const outputSchema =
    definition.outputSchema === undefined ? undefined : objectSchema(definition.outputSchema, "outputSchema");
  for (const path of Object.keys(labels.output))
    if (!hasPath(outputSchema, path))
      throw new Error(`the label on ${path} protects nothing: the tool's outputSchema knows no such field`);
  const title = shown(declared.title ?? definition.title ?? tool) || tool;
  const entry = {
    name: gatewayName(system, tool),
    title,
    description: shown(definition.description ?? "").slice(0, DESCRIPTION_CHARACTERS) || title,
    phase,
    risk,
    annotations: hintsOf(title, risk),
    inputSchema: withShownTexts(inputSchema),
    // A client that knew it would miss the fields that are withheld from it.
    ...(outputSchema &&
      Object.keys(labels.output).length === 0 && { outputSchema: withShownTexts(outputSchema) }),
    labels: { input: {}, output: labels.output as Record<string, Label> },
    example: {},
  } as CatalogEntry;
  return {
    entry,
    system,
    hasPreview: false,
    definitionHash: definitionHash(entry),
    fits: compiled(inputSchema, "inputSchema"),
    promised: outputSchema && compiled(outputSchema, "outputSchema"),
    mirrored: mirroredArguments(inputSchema),
  };
}

/** Stands for a tool that nobody has approved yet, or whose approved definition is of no use: it is refused before anything is looked at. */
export function unapprovedTool(system: string, entry: CatalogEntry): PinnedTool {
  const { fits } = unapprovedTool;
  return { entry, system, hasPreview: false, definitionHash: definitionHash(entry), fits, mirrored: [] };
}
unapprovedTool.fits = compiled({ type: "object" }, "inputSchema");

/**
 * An own compiler for each schema: two tools may use the same ids, and nothing is kept of schemas that are gone. Only the form is
 * looked at. The server checks for itself; a pattern of its making could cost us any amount of time.
 */
function compiled(schema: Record<string, unknown>, which: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false, logger: false });
  for (const costly of ["pattern", "patternProperties", "uniqueItems"]) ajv.removeKeyword(costly);
  const { $schema: _dialect, $id: _name, ...rest } = schema;
  try {
    return ajv.compile(rest);
  } catch (cause) {
    throw new Error(`its ${which} cannot be used: ${(cause as Error).message}`, { cause });
  }
}

function objectSchema(schema: unknown, which: string): Record<string, unknown> | undefined {
  if (schema === undefined) return undefined;
  if (isObject(schema) && schema.type === "object") return schema;
  throw new Error(`its ${which} is not that of an object`);
}

/** A text without what a person would not see of it. */
const shown = (text: unknown): string => cleanText(String(text), { invisible: 0, directions: 0 }).trim();

const TEXTS = new Set(["title", "description", "$comment"]);

/** A schema whose words for people are as people would see them. What arguments are compared with stays as it is. */
function withShownTexts(schema: Record<string, unknown>): Record<string, unknown> {
  const walk = (value: unknown, key: string, isNamed: boolean): unknown => {
    // Inside `properties` a key is a name of the server's choice, so that `title` there is no text but a schema.
    if (typeof value === "string") return !isNamed && TEXTS.has(key) ? shown(value) : value;
    if (Array.isArray(value)) return value.map((item) => walk(item, "", false));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, walk(member, name, NAMED.has(key) && !isNamed)]),
    );
  };
  return walk(schema, "", false) as Record<string, unknown>;
}

const NAMED = new Set(["properties", "$defs", "definitions", "dependentSchemas"]);

/** Why a tool that somebody may use is not callable now, in words that say whom to ask. */
export function closedTool(
  name: string,
  standing: "new" | "changed" | "gone" | "unseen" | "unusable",
  { title, contact }: { title: string; contact: string },
): ToolError {
  if (standing === "unseen")
    return new ToolError(
      "upstream_unavailable",
      `${title} could not be asked for its tools for a while, so nobody knows whether ${name} still is what was approved; it was not called.`,
      { next: `Wait a little, then repeat the call; if that does not help, tell ${contact}.` },
    );
  return new ToolError("not_allowed", `${WHY[standing](name, title)} Nothing was called.`, {
    next: `Ask ${contact} to look at it; until then, repeating the call does not help.`,
  });
}

const WHY = {
  new: (name: string) => `${name} has not been approved by an administrator yet.`,
  changed: (name: string, title: string) =>
    `${title} has changed what it says of ${name}, which stays closed until an administrator has approved the change.`,
  gone: (name: string, title: string) => `${title} does not offer ${name} any more.`,
  unusable: (name: string) => `${name} was approved in a form that this gateway cannot use.`,
} as const;
