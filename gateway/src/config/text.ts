import { z } from "zod";
import type { Fault } from "./values.ts";

/** A value that the environment holds, by the name of its variable. */
export const fromEnvironment = z.strictObject({ env: z.string().min(1) });

/** For a union of a plain value with `fromEnvironment`: what to write where it is neither. */
export const orElse = (kind: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined || input === null ? undefined : `must be ${kind} or { env: NAME }`,
});

/** A literal text, or the name of the environment variable that holds it. */
export const text = z.union([z.string().min(1), fromEnvironment], orElse("a text"));
export type Text = z.output<typeof text>;

/** As a refinement: what is wrong is then said in the fault's own words. */
export const fits = (fault: Fault) =>
  [
    (value: string | number) => fault(String(value)) === undefined,
    { error: ({ input }: { input?: unknown }) => fault(String(input)) },
  ] as const;

export const textThat = (fault: Fault) =>
  z.union([z.string().refine(...fits(fault)), fromEnvironment], orElse("a text"));
