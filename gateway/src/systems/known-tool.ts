import { createHash } from "node:crypto";
import { type CatalogEntry, canonicalJson } from "@gatehouse/tool";
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
