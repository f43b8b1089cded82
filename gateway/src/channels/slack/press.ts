import { ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import { z } from "zod";
import type { Approvals } from "../../approvals/approvals.ts";
import { linkTo } from "../../changes/pending-answer.ts";
import type { Log } from "../../observe/log.ts";
import type { LinkTokens } from "./link-token.ts";
import { LINK_DAYS, type SlackRefusal, type SlackRules, slackMayDecide } from "./may-decide.ts";
import type { Linked, SlackAccounts, SlackUser } from "./slack-accounts.ts";
import type { Place, SlackApi } from "./slack-api.ts";
import { ACTIONS, escaped } from "./slack-blocks.ts";

/** Somebody pressed a button under one of our messages. */
export type Press = SlackUser & {
  handle: string;
  action: string;
  request: string;
  place: Place | undefined;
  responseUrl: string;
};

export type PressNeeds = {
  approvals: Pick<Approvals, "approversOf" | "view" | "decide">;
  accounts: Pick<SlackAccounts, "byUser">;
  tokens: Pick<LinkTokens, "issue">;
  api: Pick<SlackApi, "answer">;
  pool: Pick<Pool, "query">;
  rules: () => SlackRules;
  publicUrl: string;
  log: Log;
};

export const LINK_PATH = "/channels/slack/link";

/** As much of `block_actions` as counts here (docs.slack.dev, reference/interaction-payloads). */
const blockActions = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: z.string().min(1), team_id: z.string().optional(), username: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  container: z.object({ channel_id: z.string(), message_ts: z.string() }).partial().optional(),
  response_url: z.string().optional(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});

/** Undefined where it is something else that Slack tells us, or a button that only opens a page. */
export function pressIn(payload: unknown): Press | undefined {
  const { data } = blockActions.safeParse(payload);
  const [action] = data?.actions ?? [];
  const team = data?.user.team_id ?? data?.team?.id;
  if (data === undefined || action === undefined || !team) return undefined;
  if (action.action_id !== ACTIONS.approve || !z.uuid().safeParse(action.value).success) return undefined;
  const { channel_id: channel, message_ts: ts } = data.container ?? {};
  return {
    team,
    user: data.user.id,
    handle: (data.user.username ?? "").slice(0, 80),
    action: action.action_id,
    request: action.value ?? "",
    place: channel && ts ? { channel, ts } : undefined,
    responseUrl: data.response_url ?? "",
  };
}

/** Does what a press asks for, and tells whoever pressed what came of it. Returns how it is counted; never rejects. */
export async function act(press: Press, needs: PressNeeds): Promise<string> {
  const outcome = await decided(press, needs).catch((error: unknown) => said(error, needs.log));
  const text = `${outcome.text} ${outcome.link ?? linkTo(needs.publicUrl, press.request)}`;
  await needs.api.answer(press.responseUrl, escaped(text)).catch((error) => {
    needs.log.warn({ error, request: press.request }, "a press in Slack was acted on, but not answered");
  });
  return outcome.counted;
}

type Outcome = { counted: string; text: string; link?: string };

async function decided(press: Press, needs: PressNeeds): Promise<Outcome> {
  const { approvals, accounts, rules } = needs;
  const linked = await accounts.byUser(press);
  if (linked === undefined) return offerLink(press, needs, "Your Slack account is not linked to you yet");
  const person = (await approvals.approversOf(press.request)).find(({ id }) => id === linked.person);
  if (person === undefined)
    return {
      counted: "not_allowed",
      text: "Nothing was decided: you cannot decide this. Its page says more:",
    };
  const { request } = await approvals.view(press.request, person);
  const refusal = slackMayDecide(request, linked.linkedAt, rules());
  if (refusal === "link_too_old")
    return offerLink(press, needs, `Your Slack account was linked more than ${LINK_DAYS} days ago`);
  if (refusal !== undefined) return { counted: refusal, text: REFUSALS[refusal] };
  return approve(press, linked, person, needs);
}

async function approve(
  press: Press,
  { linkedAt }: Linked,
  person: Parameters<Approvals["view"]>[1],
  { approvals }: PressNeeds,
): Promise<Outcome> {
  const acting = { person, channel: "slack", signedInAt: linkedAt } as const;
  const { request } = await approvals.decide(press.request, acting, "approve", "");
  return {
    counted: "approved",
    text:
      request.state === "pending"
        ? "Your approval is on record. Somebody else must approve as well:"
        : "Approved. How it went will stand here, and on the page:",
  };
}

const REFUSALS: Record<Exclude<SlackRefusal, "link_too_old">, string> = {
  not_here: "Nothing was decided: this is decided on the page, not in Slack:",
  amount_unknown: "Nothing was decided: no amount is known, so this is decided on the page:",
  other_currency: "Nothing was decided: the amount is in another currency, so this is decided on the page:",
  too_much: "Nothing was decided: the amount is too high for Slack. Decide on the page:",
};

/** Only under a message that is still known, since that says whom it was for. */
async function offerLink(
  press: Press,
  { pool, tokens, publicUrl }: PressNeeds,
  why: string,
): Promise<Outcome> {
  const { rows } = await pool.query<{ person: string }>(
    `select person from channel_message where request = $1 and channel = 'slack' and about = 'asked'
       and place @> $2::jsonb`,
    [press.request, press.place ?? { channel: "" }],
  );
  const person = rows[0]?.person;
  if (person === undefined)
    return { counted: "not_linked", text: `Nothing was decided: ${why}. Decide on the page:` };
  const { team, user, handle } = press;
  const link = `${publicUrl}${LINK_PATH}?token=${tokens.issue({ team, user, handle, person })}`;
  const text = `Nothing was decided: ${why}. Link it within ten minutes, then press again; or decide on the page.`;
  return { counted: "not_linked", text, link };
}

function said(error: unknown, log: Log): Outcome {
  if (error instanceof ToolError)
    return { counted: error.code, text: `Nothing was decided: ${error.message} The page has more:` };
  log.error({ error }, "a press in Slack failed");
  return {
    counted: "internal",
    text: "Something went wrong inside Gatehouse. Look at the page before you repeat it:",
  };
}
