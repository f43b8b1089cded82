import { z } from "zod";
import { nameSchema, toolNameSchema } from "../config/names.ts";

const minutes = z.int().min(1).max(1_440);

/** How requests for approval go, whatever the system. */
export const approvalsSchema = z
  .strictObject({
    /** Of every amount that rules speak of (ISO 4217). */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, "must be a currency's three letters")
      .default("USD"),
    /** After this a request that nobody decided is gone. */
    expireHours: z.int().min(1).max(720).default(72),
    /** How old a sign-in may be that decides. */
    freshMinutes: minutes.default(10),
    /** How long the requester may take to confirm a change of their own. */
    confirmMinutes: minutes.default(10),
    /** How long a repeated call still is the same one after its change was made. */
    repeatMinutes: minutes.default(10),
    /** How many of one person's requests may wait at once, so that a loop of theirs does not fill everybody's inbox. */
    waitingPerPerson: z.int().min(1).max(1_000_000).default(50),
    undoHours: z.int().min(1).max(720).default(24),
    /** Who may approve alone in an emergency, by role. Without it nobody may. */
    breakGlass: z.strictObject({ roles: z.array(nameSchema).min(1) }).optional(),
  })
  .prefault({});

/** Who decides on a system's high-impact changes; which of several rules counts is said in `approval-rule.ts`. */
export const systemApprovalsSchema = z
  .array(
    z.strictObject({
      /** Without one the rule is for all of the system's tools. */
      tool: toolNameSchema.optional(),
      /** The rule is for amounts greater than this; 0 means for every one. */
      above: z.number().min(0).default(0),
      approvers: z.array(nameSchema).min(1),
      count: z.literal([1, 2]).default(1),
    }),
  )
  .default([]);

export type ApprovalRule = z.output<typeof systemApprovalsSchema>[number];
