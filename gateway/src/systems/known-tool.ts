import { createHash } from "node:crypto";
import { type CatalogEntry, canonicalJson, type ToolError } from "@gatehouse/tool";
import type { ValidateFunction } from "ajv";
import type { MirroredArgument } from "./mirrored-arguments.ts";

/** A tool as a call meets it: its reviewed catalog entry, whose it is, and how its arguments are checked. */
export type KnownTool = {
  entry: CatalogEntry;
  /** Id of its system; undefined for the gateway's own tools. */
  system: string | undefined;
  /** SHA-256 of what the model was told, for the record: which definition a call was made under. */
  definitionHash: string;
  fits: ValidateFunction;
  /** How an answer's structure is checked; undefined where the tool promises none. */
  promised?: ValidateFunction | undefined;
  mirrored: readonly MirroredArgument[];
  /** True of the gateway's own tools that lead on to writes: hidden from whoever may never make one. */
  isForWrites?: boolean;
  /** False of a third party's writes: nothing can be seen before they happen, and nothing read back after. */
  hasPreview?: boolean;
  /** Of a third party's tools: how they stand to what an administrator approved. */
  pin?: ToolPin | undefined;
};

export type ToolPin = {
  /** Whether anything was approved that could be shown. */
  isListed: boolean;
  /** Why it must not be called at this moment; undefined where it may. */
  refusal(): ToolError | undefined;
};

export const definitionHash = ({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: CatalogEntry): string =>
  createHash("sha256")
    .update(canonicalJson({ name, title, description, inputSchema, outputSchema, annotations }))
    .digest("base64url");
