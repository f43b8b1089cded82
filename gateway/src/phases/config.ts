import { z } from "zod";
import { toolNameSchema } from "../config/names.ts";

const days = z.int().min(0).max(365);
const writes = z.int().min(1).max(1_000);

/** What a phase is opened on, and what closes it without anybody. */
export const phasesSchema = z
  .strictObject({
    /** How long the system must have been in the phase before. */
    daysInPhase: days.default(14),
    callsInPhase: z.int().min(0).max(1_000_000).default(100),
    /** Of those calls, how many may have failed by the system's doing: 0.02 is one in fifty. */
    errorRateMax: z.number().min(0).max(1).default(0.02),
    /** How old the contract suite's result on the vendor's sandbox may be. */
    contractDays: days.default(30),
    /** How long ago the ways to approvers may have been tested. */
    channelDays: days.default(30),
    demotion: z
      .strictObject({
        /** So many of a system's last finished writes are looked at. */
        writes: writes.default(20),
        /** So many of them failed or unknown close its phases. */
        failures: writes.default(5),
        withinHours: z.int().min(1).max(720).default(24),
      })
      .prefault({})
      .refine(({ writes: all, failures }) => failures <= all, "failures must not be more than writes"),
  })
  .prefault({});

/** Tools that need a higher phase here than their declaration asks for, by name. */
export const raiseSchema = z.record(toolNameSchema, z.literal([2, 3])).default({});

/** Where a configuration still opens a phase itself. */
export const formerPhaseSchema = z
  .never({
    error:
      "phases are not opened here any more: remove this line, and open them with `gatehouse phase propose` and `gatehouse phase confirm`",
  })
  .optional();
