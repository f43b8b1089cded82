import { ToolError } from "@gatehouse/tool";
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Answer } from "../exchange.ts";
import type { KnownTool } from "./known-tool.ts";

/**
 * A compiler of output schemas (JSON Schema 2020-12), one check per tool, made when a catalog is loaded. Only the form is
 * looked at: a pattern, a format or a demand for unique items could cost any amount of time on texts that a system chose.
 */
export function promiseChecks(): (
  schema: Record<string, unknown> | undefined,
) => ValidateFunction | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });
  for (const costly of ["pattern", "uniqueItems"]) ajv.removeKeyword(costly);
  return (promised) => {
    if (promised === undefined) return undefined;
    const { $schema: _dialect, $id: _name, ...schema } = promised;
    return ajv.compile(schema);
  };
}

/**
 * Throws `internal` where a tool's answer does not have the form that its reviewed catalog entry promises. Clients rely on that
 * form, and so do the places of protected fields. Our own servers check as well, but one that was replaced or taken over would
 * not; and it takes a hundredth of the time that parsing the answer took, so no system is spared.
 */
export function requirePromised({ promised }: KnownTool, { result }: Answer): void {
  if (promised === undefined || result.isError === true || result.resultType === "input_required") return;
  if (promised(result.structuredContent)) return;
  throw new ToolError(
    "internal",
    "The answer does not have the form that this tool promises; it was withheld.",
    {
      cause: new Error(
        `the structure does not fit the tool's output schema: ${(promised.errors ?? []).map(said)}`,
      ),
    },
  );
}

/** Where and which rule, and nothing of what stood there. */
const said = ({ instancePath, keyword }: ErrorObject): string =>
  `${instancePath || "the whole"} breaks ${keyword}`;
