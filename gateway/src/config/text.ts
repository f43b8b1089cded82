import { z } from "zod";
import type { Fault } from "./values.ts";

/** A literal text, or the name of the environment variable that holds it. */
export const text = z.union([z.string().min(1), z.strictObject({ env: z.string().min(1) })]);
export type Text = z.output<typeof text>;

/** As a refinement: what is wrong is then said in the fault's own words. */
export const fits = (fault: Fault) =>
  [
    (value: string | number) => fault(String(value)) === undefined,
    { error: ({ input }: { input?: unknown }) => fault(String(input)) },
  ] as const;

export const textThat = (fault: Fault) =>
  z.union([z.string().refine(...fits(fault)), z.strictObject({ env: z.string().min(1) })]);
