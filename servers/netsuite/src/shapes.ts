import { ToolError } from "@gatehouse/tool";
import { z } from "zod";

/** NetSuite's internal ids are digits. */
export const id = z.string().regex(/^\d{1,12}$/);

/** Refuses unless exactly one of the arguments is there. */
export function oneOf(input: Record<string, unknown>, ...names: string[]): void {
  if (names.filter((name) => input[name] !== undefined).length !== 1)
    throw new ToolError("invalid_input", `Give exactly one of ${names.join(" and ")}; nothing was read.`);
}
