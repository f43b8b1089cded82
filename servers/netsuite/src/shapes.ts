import { ToolError } from "@gatehouse/tool";
import { z } from "zod";

/** NetSuite's internal ids are digits. */
export const id = z.string().regex(/^\d{1,12}$/);
/** Shorter in a catalog than zod's own pattern, and as strict. */
export const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .refine((text) => new Date(text).toJSON()?.startsWith(text) === true, "no such day");
/** Without a currency, and never negative: which sign NetSuite keeps differs by type. */
export const money = z.number().min(0).max(1e12);
/** Concise is the default because each row costs the model room. */
export const detail = z.enum(["concise", "full"]).default("concise");

/** Refuses unless exactly one of the arguments is there. */
export function oneOf(input: Record<string, unknown>, ...names: string[]): void {
  if (names.filter((name) => input[name] !== undefined).length !== 1)
    throw new ToolError("invalid_input", `Give exactly one of ${names.join(" and ")}; nothing was read.`);
}
