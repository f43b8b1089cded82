import { z } from "zod";

/** What systems, roles and such are called in the configuration. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "must be lower case letters, digits and hyphens");

export const toolNameSchema = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "is not a tool name");
