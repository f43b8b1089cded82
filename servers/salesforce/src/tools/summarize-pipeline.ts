import { compact, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { ownedBy } from "../owners.ts";
import { PERIODS, periodOf } from "../periods.ts";
import { defineTool } from "../salesforce.ts";
import { inItems, optionalNumber, optionalText, owner } from "../shapes.ts";
import { allOf, type Column, has } from "../soql.ts";
import { amount, quantity, type Row, text } from "../values.ts";

const GROUPS: Record<"stage" | "owner" | "month" | "type", Record<string, Column>> = {
  stage: { group: "StageName" },
  owner: { group: "Owner.Name", group_id: "OwnerId" },
  month: { year: { of: "CloseDate", by: "year" }, month: { of: "CloseDate", by: "month" } },
  type: { group: "Type" },
};

const item = z.object({
  group: z.string(),
  group_id: optionalText,
  count: z.int().describe("Open deals"),
  amount: optionalNumber.describe("Of open deals"),
  weighted_amount: optionalNumber.describe("Amount by probability"),
  won: z.int(),
  lost: z.int(),
  win_rate: optionalNumber.describe("Percent of those closed"),
});
type Item = z.input<typeof item>;

export const summarizePipeline = defineTool({
  name: "salesforce_summarize_pipeline",
  title: "Summarize the pipeline",
  description:
    "Numbers of deals that close in a period, by stage, owner, month or type: open count, amount and weighted amount, won, " +
    "lost and win rate. Counts only what the person may see. For the deals themselves use salesforce_list_opportunities.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    group_by: z.enum(["stage", "owner", "month", "type"]).default("stage"),
    period: z.enum(PERIODS).default("this_quarter").describe("Of the close date; calendar quarters"),
    owner: owner.default("any").describe("me, team (me and all below me), any, or a user's id"),
  }),
  output: z.object({
    items: z.array(item),
    returned: z.int(),
    has_more: z.boolean().describe("Smaller groups were left out"),
    from: optionalText,
    to: optionalText,
    currency: optionalText,
    ...withheldShape,
  }),
  example: { group_by: "stage", period: "this_quarter" },

  async handler({ api, input, signal }) {
    const span = periodOf(input.period, api.today());
    const groups = GROUPS[input.group_by];
    const found = await api.select(
      {
        columns: {
          ...groups,
          is_closed: "IsClosed",
          is_won: "IsWon",
          count: { of: "Id", by: "count" },
          amount: { of: "Amount", by: "sum" },
          weighted: { of: "ExpectedRevenue", by: "sum" },
        } as Record<string, Column>,
        from: "Opportunity",
        where: allOf(
          span && has("CloseDate", "ge", { day: span.from }),
          span && has("CloseDate", "le", { day: span.to }),
          await ownedBy(api, input.owner, signal),
        ),
        groupBy: [...Object.keys(groups), "is_closed", "is_won"],
      },
      { limit: LIMITS.groupRows, signal },
    );
    const items = folded(found.rows, input.group_by === "month");
    const shown = items.slice(0, LIMITS.groupsMax);
    return {
      items: shown,
      returned: shown.length,
      has_more: items.length > shown.length || found.hasMore,
      ...span,
      ...compact({ currency: api.currency }),
      ...withheldAs({
        vendor: inItems(found.withheld.map((name) => (name === "weighted" ? "weighted_amount" : name))),
      }),
    };
  },
});

/** One row per group out of up to three: open, won and lost. */
function folded(rows: readonly Row[], isByMonth: boolean): Item[] {
  const groups = new Map<string, Item>();
  for (const row of rows) {
    const group = isByMonth ? monthOf(row) : (text(row.group) ?? "(none)");
    const key = text(row.group_id) ?? group;
    const known = groups.get(key) ?? { group, count: 0, won: 0, lost: 0, ...named(row) };
    groups.set(key, added(known, row));
  }
  const all = [...groups.values()].map(rated);
  return all.toSorted((a, b) => (isByMonth ? compare(a.group, b.group) : size(b) - size(a)));
}

const named = (row: Row) => compact({ group_id: text(row.group_id) });
const monthOf = ({ year, month }: Row) => `${year}-${String(month).padStart(2, "0")}`;
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const size = ({ amount = 0, won, lost }: Item) => amount + (won + lost) / 1_000;

function added(item: Item, row: Row): Item {
  const count = quantity(row.count) ?? 0;
  if (row.is_won === true) return { ...item, won: item.won + count };
  if (row.is_closed === true) return { ...item, lost: item.lost + count };
  return {
    ...item,
    count: item.count + count,
    ...compact({ amount: amount(row.amount), weighted_amount: amount(row.weighted) }),
  };
}

const rated = (item: Item): Item => {
  const closed = item.won + item.lost;
  return closed === 0 ? item : { ...item, win_rate: Math.round((item.won / closed) * 1_000) / 10 };
};
