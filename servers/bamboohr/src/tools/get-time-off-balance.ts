import { compact, date, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { defineTool } from "../bamboohr.ts";
import { person } from "../shapes.ts";

export const getTimeOffBalance = defineTool({
  name: "bamboohr_get_time_off_balance",
  title: "Get a time-off balance",
  description:
    "Time off of each type that somebody has left on a day and has used this year. A later as_of adds what accrues until then; " +
    "pending requests are not taken off. For the person, their managers and HR.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    employee: person.default("me"),
    as_of: date.optional(),
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    as_of: z.string(),
    items: z.array(
      z.object({
        type: z.string(),
        unit: z.string(),
        balance: z.number(),
        used_this_year: z.number().optional(),
        policy: z.string().optional(),
      }),
    ),
  }),
  example: { employee: "me", as_of: "2026-12-31" },

  async handler({ api, input, signal }) {
    const access = await api.access(signal);
    const found = access.find(input.employee);
    if (!access.may(found, "work"))
      throw new ToolError(
        "not_allowed",
        "A balance is for the person, their managers and HR; nothing was read.",
      );
    const asOf = input.as_of ?? api.today();
    const balances = await api.balances(found.id, asOf, signal);
    return {
      id: found.id,
      name: found.name,
      as_of: asOf,
      items: balances.map(({ type, unit, balance, usedThisYear, policy }) => ({
        type,
        unit,
        balance,
        ...compact({ used_this_year: usedThisYear, policy }),
      })),
    };
  },
});
