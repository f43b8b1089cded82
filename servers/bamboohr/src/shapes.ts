import { z } from "zod";

/** BambooHR's ids are digits. */
export const id = z.string().regex(/^\d{1,12}$/);
export const person = z.string().trim().min(1).max(100);
/** The alias or id of a field, table or report column. */
export const fieldName = z.string().regex(/^[A-Za-z0-9_.]{1,64}$/);
export const words = z.string().trim().min(1).max(80);
