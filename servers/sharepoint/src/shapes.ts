import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** Any way to name a place. What it may hold is checked where it is read: handle, address and path have each their own rules. */
export const place = (what: string) =>
  z.string().trim().min(1).max(LIMITS.urlCharacters).describe(`${what}: ref, url or path`);

/** Shorter in a catalog than zod's own pattern, and as strict. */
export const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .refine((text) => new Date(text).toJSON()?.startsWith(text) === true, "no such day");

export const fileTypes = z
  .array(z.string().regex(/^[a-z0-9]{1,8}$/))
  .min(1)
  .max(10)
  .optional()
  .describe("Endings, such as pdf");
