import { z } from "zod";
import { checkedSoql } from "../analyst-soql.ts";
import { LIMITS } from "../limits.ts";
import { cellAt } from "../queries.ts";
import { defineTool } from "../salesforce.ts";
import { cut } from "../values.ts";

export const runSoql = defineTool({
  name: "salesforce_run_soql",
  title: "Run a query in SOQL",
  description:
    "For analysts who know SOQL: one SELECT over the kinds of records and fields of salesforce_describe_object, with " +
    "functions and groups, at most limit rows. Each item is a row of texts in the order of columns. Prefer " +
    "salesforce_query, which explains what does not fit.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    soql: z.string().min(10).max(LIMITS.soqlCharacters),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: z.object({
    columns: z.array(z.string()),
    items: z.array(z.array(z.string().nullable())),
    returned: z.int(),
    has_more: z.boolean().describe("More matched: narrow the query"),
  }),
  example: {
    soql: "SELECT StageName, COUNT(Id) deals, SUM(Amount) amount FROM Opportunity WHERE IsClosed = false GROUP BY StageName",
  },

  async handler({ api, input, signal }) {
    const { soql, columns } = checkedSoql(input.soql, api.objects, input.limit + 1);
    const { records, next } = await api.soql(soql, signal);
    const items = records.slice(0, input.limit).map((record) =>
      columns.map(({ path }) => {
        const value = cellAt(record, path);
        return value === null || value === undefined
          ? null
          : (cut(String(value), LIMITS.textCharacters) ?? null);
      }),
    );
    return {
      columns: columns.map(({ title }) => title),
      items,
      returned: items.length,
      has_more: records.length > input.limit || next !== undefined,
    };
  },
});
