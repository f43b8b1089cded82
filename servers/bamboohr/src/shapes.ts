import type { Withheld } from "@gatehouse/tool";
import { z } from "zod";

/** BambooHR's ids are digits. */
export const id = z.string().regex(/^\d{1,12}$/);
/** Shorter in a catalog than zod's own pattern, and as strict. */
export const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .refine((text) => new Date(text).toJSON()?.startsWith(text) === true, "no such day");
export const person = z.string().trim().min(1).max(100);
/** The alias or id of a field, table or report column. */
export const fieldName = z.string().regex(/^[A-Za-z0-9_.]{1,64}$/);
export const words = z.string().trim().min(1).max(80);

/** What an answer says of the fields it left out, each place once; nothing where nothing was. */
export function withheldAs(fields: Partial<Record<"class" | "vendor", Iterable<string>>>) {
  const withheld = (["class", "vendor"] as const).flatMap((reason) =>
    [...new Set(fields[reason] ?? [])].map((field): Withheld => ({ field, reason })),
  );
  return withheld.length > 0 ? { withheld } : {};
}
