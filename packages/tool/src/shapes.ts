import { z } from "zod";

/** A calendar day, `2026-11-20`. Shorter in a catalog than zod's own pattern, and as strict. */
export const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .refine((text) => new Date(text).toJSON()?.startsWith(text) === true, "no such day");

/** A bound on an amount: without a currency, and never negative, because what a sign means differs by system and type. */
export const money = z.number().min(0).max(1e12);

/** How much of each row to show. Concise is the default because each row costs the model room. */
export const detail = z.enum(["concise", "full"]).default("concise");
