import {
  addDays,
  compact,
  cut,
  date,
  daysBetween,
  detail,
  money,
  pageInput,
  pageOutput,
  ToolError,
  withheldAs,
  withheldShape,
} from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { ownedBy } from "../owners.ts";
import { defineTool, type Salesforce } from "../salesforce.ts";
import { inItems, optionalNumber, optionalText, owner } from "../shapes.ts";
import { allOf, has, type Order } from "../soql.ts";
import { amount, quantity, type Row, text } from "../values.ts";

/** The id follows each, so that pages neither overlap nor skip. */
const SORTS = {
  close_asc: { field: "CloseDate" },
  close_desc: { field: "CloseDate", direction: "desc" },
  amount_desc: { field: "Amount", direction: "desc" },
  oldest_activity: { field: "LastActivityDate" },
} as const satisfies Record<string, Order>;

const input = z.strictObject({
  owner: owner.default("me").describe("me, team (me and all below me), any, or a user's id"),
  stage: z
    .array(z.string().min(1).max(60))
    .min(1)
    .max(10)
    .optional()
    .describe("Names of stages; without it, all open ones"),
  close_from: date.optional(),
  close_to: date.optional(),
  amount_min: money.optional(),
  stale_days: z.int().min(1).max(3650).optional().describe("No activity for more than so many days"),
  sort: z.enum(["close_asc", "close_desc", "amount_desc", "oldest_activity"]).default("close_asc"),
  detail,
  ...pageInput,
});
type Input = z.output<typeof input>;

const item = z.object({
  id: z.string(),
  name: optionalText,
  account: optionalText,
  stage: optionalText,
  amount: optionalNumber,
  currency: optionalText,
  close_date: optionalText,
  probability: optionalNumber,
  owner: optionalText,
  days_in_stage: optionalNumber,
  last_activity: optionalText,
  overdue: z.boolean().optional().describe("Open past its close date"),
  url: z.string(),
  account_id: optionalText,
  owner_id: optionalText,
  type: optionalText,
  next_step: optionalText,
  loss_reason: optionalText,
});

const COLUMNS = {
  id: "Id",
  name: "Name",
  account: "Account.Name",
  stage: "StageName",
  amount: "Amount",
  close_date: "CloseDate",
  probability: "Probability",
  owner: "Owner.Name",
  last_activity: "LastActivityDate",
  stage_since: "LastStageChangeDate",
  is_closed: "IsClosed",
};
const MORE = { account_id: "AccountId", owner_id: "OwnerId", type: "Type", next_step: "NextStep" };

export const listOpportunities = defineTool({
  name: "salesforce_list_opportunities",
  title: "List opportunities",
  description:
    "Deals with account, stage, amount, close date and days without movement; open ones unless stage is given. Use it for " +
    "one's own deals, overdue or stale ones. For sums by stage, owner or month use salesforce_summarize_pipeline; " +
    "for one deal in full salesforce_get_record.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(item).extend(withheldShape),
  example: { owner: "any", sort: "close_asc", limit: 5 },

  async handler({ api, input, page, signal }) {
    if (input.stage) await refuseUnknownStage(api, input.stage, signal);
    const { lossReason } = api.custom;
    const more = input.detail === "full" && { ...MORE, ...(lossReason && { loss_reason: lossReason }) };
    const query = {
      columns: { ...COLUMNS, ...more } as Record<string, string>,
      from: "Opportunity",
      where: allOf(...conditions(api, input), await ownedBy(api, input.owner, signal)),
      orderBy: [SORTS[input.sort], { field: "Id" }],
    };
    const found = await api.select(query, { offset: page.offset, limit: input.limit, signal });
    const items = found.rows.map((row) => shown(api, row));
    return { ...page.of(items, found), ...withheldAs({ vendor: inItems(found.withheld) }) };
  },
});

function conditions(api: Salesforce, input: Input) {
  const { stage, close_from, close_to, amount_min, stale_days } = input;
  const before = stale_days === undefined ? undefined : addDays(api.today(), -stale_days);
  return [
    stage ? has("StageName", "in", stage) : has("IsClosed", "eq", false),
    close_from !== undefined && has("CloseDate", "ge", { day: close_from }),
    close_to !== undefined && has("CloseDate", "le", { day: close_to }),
    amount_min !== undefined && has("Amount", "ge", amount_min),
    before !== undefined && {
      any: [has("LastActivityDate", "is_null", true), has("LastActivityDate", "lt", { day: before })],
    },
  ];
}

function shown(api: Salesforce, row: Row) {
  const close = text(row.close_date);
  const isOverdue = row.is_closed === false && close !== undefined && close < api.today();
  return {
    id: text(row.id) ?? "",
    ...compact({
      name: text(row.name),
      account: text(row.account),
      stage: text(row.stage),
      amount: amount(row.amount),
      currency: row.amount === null ? undefined : api.currency,
      close_date: close,
      probability: quantity(row.probability),
      owner: text(row.owner),
      days_in_stage: row.is_closed === true ? undefined : daysBetween(text(row.stage_since), api.today()),
      last_activity: text(row.last_activity),
      overdue: isOverdue || undefined,
      account_id: text(row.account_id),
      owner_id: text(row.owner_id),
      type: text(row.type),
      next_step: cut(text(row.next_step), LIMITS.textCharacters),
      loss_reason: text(row.loss_reason),
    }),
    url: api.recordUrl("Opportunity", text(row.id) ?? ""),
  };
}

/** A misspelt stage would read as "there are none". The names are the org's own and are not repeated to anybody. */
async function refuseUnknownStage(api: Salesforce, given: readonly string[], signal: AbortSignal) {
  const known = await api.stages(signal);
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new ToolError("invalid_input", `There is no stage ${unknown.join(", ")}; nothing was read.`, {
      next: "Ask salesforce_describe_object for Opportunity, field_filter stage.",
    });
}
