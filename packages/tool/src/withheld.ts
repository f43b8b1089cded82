import { z } from "zod";

/**
 * One field an answer could have had and does not, and who decided so: `role` the gateway, by the caller's roles; `vendor`
 * the system itself, for the identity used; `class` the server's own policy. `field` is a place such as `lines[].cost`,
 * or a section of the record.
 */
export type Withheld = z.output<typeof withheld>;

const withheld = z.object({ field: z.string(), reason: z.enum(["role", "vendor", "class"]) });

/** Joins the `output` of a tool whose system, or whose server, hides fields. The gateway adds its own to the list. */
export const withheldShape = {
  withheld: z.array(withheld).optional().describe("Fields left out, and who decided so"),
};

/** What an answer says of the fields it left out, each place once and in the order given. Nothing where nothing was. */
export function withheldAs(fields: Partial<Record<"class" | "vendor", Iterable<string>>>): {
  withheld?: Withheld[];
} {
  const reasons = Object.keys(fields) as (keyof typeof fields)[];
  const withheld = reasons.flatMap((reason) =>
    [...new Set(fields[reason] ?? [])].map((field): Withheld => ({ field, reason })),
  );
  return withheld.length > 0 ? { withheld } : {};
}
