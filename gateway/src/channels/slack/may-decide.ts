/** How long a link of a Slack account to a person counts. */
export const LINK_DAYS = 30;
const LINK_MS = LINK_DAYS * 24 * 3_600_000;
/** Replicas and database may disagree about the time by this much. */
const SKEW_MS = 60_000;

export type SlackRules = {
  /** By system: amounts below this. */
  decideBelow: Readonly<Record<string, number>>;
  /** In which the limits are, and in which an amount must be to be held against them. */
  currency: string;
};

type AtStake = { system: string; amount: number | undefined; currency: string | undefined };

/** Why Slack does not decide something. `link_too_old` a person can mend in a minute; the others never. */
export type SlackRefusal = "not_here" | "amount_unknown" | "other_currency" | "too_much" | "link_too_old";

/**
 * Whether an amount of this system may be decided with a button in Slack at all; undefined where it may. Where nothing says so, it
 * may not.
 */
export function slackMayShow(
  { system, amount, currency }: AtStake,
  { decideBelow, currency: ours }: SlackRules,
): SlackRefusal | undefined {
  const below = Object.hasOwn(decideBelow, system) ? (decideBelow[system] ?? 0) : 0;
  if (!(below > 0)) return "not_here";
  if (amount === undefined || !Number.isFinite(amount) || amount < 0) return "amount_unknown";
  if (currency !== ours) return "other_currency";
  return amount < below ? undefined : "too_much";
}

/**
 * Whether this decision may be taken in Slack, by somebody whose Slack account was linked at `linkedAt`; undefined where it may.
 * Asked where a button is pressed and once more where the decision is written down.
 */
export function slackMayDecide(
  atStake: AtStake,
  linkedAt: Date,
  rules: SlackRules,
  now: Date = new Date(),
): SlackRefusal | undefined {
  const refusal = slackMayShow(atStake, rules);
  if (refusal !== undefined) return refusal;
  const ageMs = now.getTime() - linkedAt.getTime();
  return ageMs <= LINK_MS && ageMs >= -SKEW_MS ? undefined : "link_too_old";
}
