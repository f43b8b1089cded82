import { withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import { overviewOf, overviewShape } from "../account-overview.ts";
import { defineTool } from "../salesforce.ts";
import { id } from "../shapes.ts";

export const getAccountOverview = defineTool({
  name: "salesforce_get_account_overview",
  title: "Get an account at a glance",
  description:
    "One customer or prospect in one answer: profile, its id in the ERP, open deals with their sum and the five largest, " +
    "open cases, people there, last activities. Use it before a meeting or call. For long lists use the list tools; find " +
    "the id with salesforce_search.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ id: id("001") }),
  output: z.object({ ...overviewShape, ...withheldShape }),
  example: { id: "001Kb000000002iIAA" },

  async handler({ api, input, signal }) {
    const { overview, withheld } = await overviewOf(api, input.id, signal);
    return { ...overview, ...withheldAs({ vendor: withheld }) };
  },
});
