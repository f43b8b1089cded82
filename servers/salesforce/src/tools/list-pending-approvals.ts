import { compact, cut, daysBetween, pageInput, pageOutput, withheldAs, withheldShape } from "@gatehouse/tool";
import { z } from "zod";
import { groupsOf, listWaiting, type Surroundings, surroundings, type Waiting } from "../approvals.ts";
import { LIMITS } from "../limits.ts";
import { defineTool, type Salesforce } from "../salesforce.ts";
import { inItems, optionalNumber, optionalText } from "../shapes.ts";
import { moment } from "../values.ts";

const item = z.object({
  work_item_id: z.string(),
  object: z.string(),
  record_id: z.string(),
  record: optionalText,
  amount: optionalNumber,
  currency: optionalText,
  submitted_by: optionalText,
  submitted_at: optionalText,
  age_days: optionalNumber,
  waits_for: optionalText,
  own_request: z.boolean().optional().describe("The caller submitted it"),
  comments: optionalText,
  url: z.string(),
});

export const listPendingApprovals = defineTool({
  name: "salesforce_list_pending_approvals",
  title: "List pending approvals",
  description:
    "Discounts, credits and other requests that wait for a decision in Salesforce, oldest first. scope: mine = I decide; " +
    "team = I, anybody below me, or a queue I am in. For the record behind one use salesforce_get_record.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ scope: z.enum(["mine", "team"]).default("mine"), ...pageInput }),
  output: pageOutput(item).extend(withheldShape),
  example: { scope: "team" },

  async handler({ api, input, page, signal }) {
    const { id: me } = await api.me(signal);
    const actors = input.scope === "mine" ? [me] : await teamActors(api, me, signal);
    const found = await listWaiting(api, actors, { offset: page.offset, limit: input.limit, signal });
    const more = await surroundings(api, found.waiting, signal);
    const items = found.waiting.map((one) => shown(api, one, more, me));
    const withheld = [...new Set([...found.withheld, ...more.withheld])];
    return { ...page.of(items, found), ...(items.length > 0 && withheldAs({ vendor: inItems(withheld) })) };
  },
});

async function teamActors(api: Salesforce, me: string, signal: AbortSignal): Promise<string[]> {
  const [team, groups] = await Promise.all([api.team(signal), groupsOf(api, me, signal)]);
  return [...team, ...groups];
}

const shown = (api: Salesforce, one: Waiting, more: Surroundings, me: string) => ({
  work_item_id: one.id,
  object: one.object,
  record_id: one.recordId,
  ...compact({
    record: one.record,
    amount: more.amountOf(one.recordId),
    currency: more.amountOf(one.recordId) === undefined ? undefined : api.currency,
    submitted_by: more.nameOf(one.submitterId),
    submitted_at: moment(one.since),
    age_days: daysBetween(one.since, api.today()),
    waits_for: more.nameOf(one.actorId),
    own_request: one.submitterId === me || undefined,
    comments: cut(more.commentsOf(one.instanceId), LIMITS.textCharacters),
  }),
  url: api.recordUrl(one.object, one.recordId),
});
