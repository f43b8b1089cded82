import type { Pool } from "pg";
import type { RequestView } from "../../approvals/request-view.ts";
import { isFinal } from "../../changes/states.ts";
import type { Person } from "../../store/liveness.ts";
import { type Channel, type Delivered, type Message, NotDelivered } from "../delivery.ts";
import { askedText, settledText } from "../request-text.ts";
import { type SlackRules, slackMayShow } from "./may-decide.ts";
import type { SlackAccounts } from "./slack-accounts.ts";
import type { Place, SlackApi } from "./slack-api.ts";
import { askedMessage, settledMessage } from "./slack-blocks.ts";

type Needs = {
  api: SlackApi;
  accounts: Pick<SlackAccounts, "byPerson">;
  pool: Pick<Pool, "query">;
  rules: () => SlackRules;
  publicUrl: string;
};

/** Slack allows about one message a second to one conversation, and more in all. */
const AT_ONCE = 4;

/** Tells people in their own conversation with the app, and changes there what has been settled. */
export const slackChannel = (needs: Needs): Channel => ({
  name: "slack",
  atOnce: AT_ONCE,
  deliver: (message, to, view) =>
    message.about === "asked" ? ask(message, to, view, needs) : settle(message, to, view, needs),
  close() {},
});

async function ask(message: Message, to: Person, view: RequestView, needs: Needs): Promise<Delivered> {
  const mayApprove = slackMayShow(view.request, needs.rules()) === undefined;
  const text = askedText(view, needs.publicUrl);
  const user = await addressOf(to, needs);
  return { kind: "sent", place: await needs.api.post(user, askedMessage(text, message.request, mayApprove)) };
}

/**
 * Whoever linked an account is written to there; others where the workspace knows their verified address. That only says whom to
 * write to: an address decides nothing.
 */
async function addressOf(to: Person, { accounts, api }: Needs): Promise<string> {
  const linked = await accounts.byPerson(to.id);
  const user = linked?.user ?? (to.email && (await api.userByEmail(to.email)));
  if (!user) throw new NotDelivered("Slack knows nobody by the person's mail address", { isFinal: true });
  return user;
}

async function settle(message: Message, to: Person, view: RequestView, needs: Needs): Promise<Delivered> {
  const { state } = view.request;
  const isUnderWay = state === "approved" || state === "executing";
  if (!isUnderWay && !isFinal(state) && state !== "unknown")
    return { kind: "pointless", why: "it waits for a decision" };
  const shown = settledMessage(settledText(view, needs.publicUrl, to.id));
  if (view.request.person === to.id) {
    // One message to whoever asked, once there is an outcome; a later one takes its place.
    if (isUnderWay) return { kind: "again" };
    return { kind: "sent", place: await tell(placeIn(message.place), to, shown, needs) };
  }
  const asked = await askedOf(message, needs);
  if (asked?.state === "waiting") return { kind: "again" };
  const place = placeIn(asked?.place ?? message.place);
  // Of an emergency also those hear who were never asked.
  if (place === undefined && view.review === undefined)
    return { kind: "pointless", why: "the person was never asked here" };
  return { kind: isUnderWay ? "again" : "sent", place: await tell(place, to, shown, needs) };
}

async function tell(
  place: Place | undefined,
  to: Person,
  shown: ReturnType<typeof settledMessage>,
  needs: Needs,
): Promise<Place> {
  if (place === undefined) return needs.api.post(await addressOf(to, needs), shown);
  await needs.api.update(place, shown);
  return place;
}

async function askedOf({ request, person }: Message, { pool }: Needs) {
  const { rows } = await pool.query<{ state: string; place: Record<string, string> | null }>(
    `select state, place from channel_message
     where request = $1 and person = $2 and channel = 'slack' and about = 'asked'`,
    [request, person],
  );
  return rows[0];
}

const placeIn = (place: Record<string, string> | null): Place | undefined =>
  place?.channel && place.ts ? { channel: place.channel, ts: place.ts } : undefined;
