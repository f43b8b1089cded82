import { createHash } from "node:crypto";
import { canonicalJson } from "@gatehouse/tool";
import { isObject } from "../protocol/message.ts";

/**
 * What is pinned of a tool: everything a model is told of it, and where it comes from. A change of any character of it is a
 * change of the tool. Icons, `_meta` and whatever else a server says of a tool never pass this gateway and are not looked at.
 */
export type Definition = {
  /** Origin and path of the server: another destination is another tool. */
  server: string;
  name: string;
  title?: unknown;
  description?: unknown;
  inputSchema?: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
};

const PARTS = ["title", "description", "inputSchema", "outputSchema", "annotations"] as const;

export function definitionOf(server: string, listed: Record<string, unknown>): Definition {
  const definition: Definition = { server, name: String(listed.name) };
  for (const part of PARTS) if (listed[part] !== undefined) definition[part] = listed[part];
  return definition;
}

/** SHA-256 over the canonical JSON, in base64url. */
export const hashOf = (definition: Definition | Record<string, unknown>): string =>
  createHash("sha256").update(canonicalJson(definition)).digest("base64url");

/** One place where two definitions differ; undefined stands for "is not there". */
export type Difference = { at: string; before: unknown; after: unknown };

/** Every place at which two definitions differ, by its path, as deep as it can be named. */
export function differences(before: unknown, after: unknown, at = ""): Difference[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], at === "" ? key : `${at}.${key}`));
  }
  return hashOf({ of: before ?? null, is: before !== undefined }) ===
    hashOf({ of: after ?? null, is: after !== undefined })
    ? []
    : [{ at, before, after }];
}
