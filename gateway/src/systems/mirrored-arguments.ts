import { isObject } from "../protocol/message.ts";
import { headerValue } from "./header-value.ts";

/** An argument that its server wants repeated in a header: where it stands in the arguments, and the header's name. */
export type MirroredArgument = { path: readonly string[]; header: string };

type Schema = Record<string, unknown>;

const KEY = "x-mcp-header";
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * The arguments an input schema marks, at any depth of `properties` (2026-07-28, basic/transports, "Custom headers from
 * tool parameters"). Marks anywhere else are against the specification and have no effect here.
 */
export function mirroredArguments(schema: unknown, path: readonly string[] = []): MirroredArgument[] {
  if (!isObject(schema)) return [];
  const name = schema[KEY];
  const isMarked = typeof name === "string" && TOKEN.test(name) && path.length > 0;
  const own = isMarked ? [{ path, header: `mcp-param-${name.toLowerCase()}` }] : [];
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return [...own, ...properties.flatMap(([key, child]) => mirroredArguments(child, [...path, key]))];
}

/** The schema as callers see it: they need not repeat anything, because the gateway does it for them. */
export function withoutMarks(schema: Schema, mirrored: readonly MirroredArgument[]): Schema {
  if (mirrored.length === 0) return schema;
  const copy = structuredClone(schema);
  for (const { path } of mirrored) {
    const at = path.reduce<Schema>(
      (node, key) => (node.properties as Record<string, Schema>)[key] ?? {},
      copy,
    );
    delete at[KEY];
  }
  return copy;
}

/** The headers that repeat what these arguments say. Absent ones have none. */
export function mirrorHeaders(mirrored: readonly MirroredArgument[], given: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { path, header } of mirrored) {
    const value = path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), given);
    if (typeof value === "string" || typeof value === "boolean" || typeof value === "number")
      headers[header] = headerValue(String(value));
  }
  return headers;
}
