import { cut, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { checkedSoql } from "../analyst-soql.ts";
import { vendorFacts } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { cellAt } from "../queries.ts";
import { defineTool } from "../salesforce.ts";

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
    const { records, next } = await api.soql(soql, signal).catch(explained);
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

/** What Salesforce says of a query that it understands and cannot run; the last three are [recalled]. */
const UNRUNNABLE = new Set([
  "MALFORMED_QUERY",
  "INVALID_FIELD",
  "INVALID_QUERY_FILTER_OPERATOR",
  "NUMBER_OUTSIDE_VALID_RANGE",
  "EXCEEDED_ID_LIMIT",
]);

/** The analyst wrote the query, so what is wrong with it is theirs to mend; elsewhere the same codes are a fault of ours. */
function explained(error: unknown): never {
  const { vendorCode = "", text } = vendorFacts(error);
  // This code also stands for a field that is hidden from the person, which no other wording mends.
  const isHidden = /No such column|Didn't understand relationship/.test(text);
  if (!UNRUNNABLE.has(vendorCode) || isHidden) throw error;
  throw new ToolError(
    "invalid_input",
    "Salesforce cannot run this query as it is written; nothing was read.",
    {
      cause: (error as ToolError).cause,
      next: "Group or aggregate every column, compare fields with values of their own type, or use salesforce_query.",
    },
  );
}
