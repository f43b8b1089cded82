import { z } from "zod";
import { LIMITS } from "./limits.ts";

/** Any way to name a place. What it may hold is checked where it is read: handle, address and path have each their own rules. */
export const place = (what: string) =>
  z.string().trim().min(1).max(LIMITS.urlCharacters).describe(`${what}: ref, url or path`);

export const fileTypes = z
  .array(z.string().regex(/^[a-z0-9]{1,8}$/))
  .min(1)
  .max(10)
  .optional()
  .describe("Endings, such as pdf");
