import { ToolError } from "@gatehouse/tool";
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { addBoundedFormats } from "./bounded-formats.ts";

const MISTAKES_SAID = 5;

/**
 * A compiler of input schemas (JSON Schema 2020-12), one check per tool, made when a catalog is loaded. Older dialects are
 * read as this one, and a schema's own name is left out: two tools may carry the same.
 */
export function argumentChecks(): (schema: Record<string, unknown>) => ValidateFunction {
  // strict off: a third-party schema may carry keywords of its own. coerceTypes stays off: "5" is not 5.
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  addBoundedFormats(ajv);
  return ({ $schema: _dialect, $id: _name, ...schema }) => ajv.compile(schema);
}

/** Throws `invalid_input` naming what does not fit, without repeating the value. */
export function checkArguments(tool: string, fits: ValidateFunction, given: unknown): void {
  if (fits(given)) return;
  const wrong = (fits.errors ?? []).slice(0, MISTAKES_SAID).map(said).join("; ");
  throw new ToolError("invalid_input", `The arguments do not fit ${tool}: ${wrong}. Nothing was done.`);
}

function said({ instancePath, keyword, params, message }: ErrorObject): string {
  const where = instancePath ? instancePath.slice(1).replaceAll("/", ".") : "arguments";
  if (keyword === "additionalProperties")
    return `${where}: unknown argument ${JSON.stringify(String(params.additionalProperty).slice(0, 64))}`;
  if (keyword === "enum") return `${where}: must be one of ${params.allowedValues.join(", ")}`;
  return `${where}: ${message}`;
}
