import { errorResult, ToolError, toToolError } from "@gatehouse/tool";
import type { PoolClient } from "pg";
import { record } from "../audit/describe.ts";
import { inTransaction } from "../directory/in-transaction.ts";
import { phaseIsOpen } from "../phases/guard-phase.ts";
import { phaseFor } from "../phases/openings.ts";
import { phaseOf } from "../rules/decision-on.ts";
import { codeOf } from "../systems/withheld-outcome.ts";
import type { ActingChannel, ChangeRequest, Found, Why } from "./change-request.ts";
import type { ChangeNeeds } from "./needs.ts";
import { type Attempt, attempt, isSameState, previewOf, whyUnsent } from "./steps-of-a-write.ts";
import type { Write } from "./undertaking.ts";

/** How long whoever executes a request has to tell its outcome, in seconds; after that anybody may look what happened. */
export const leaseSecondsFor = ({
  timeoutMs,
  settleMs,
}: Pick<Write["system"], "timeoutMs" | "settleMs">): number => (timeoutMs + settleMs) / 1_000;

/**
 * Whether the phase still stands open for whoever asked. Asked inside the transaction that makes the intent to send durable, and
 * held until it ends: a brake that was pulled before refuses, one that is pulled now waits and finds it sent.
 */
export const stillOpen = (client: PoolClient, { undertaking, system }: Write): Promise<boolean> =>
  phaseIsOpen(client, {
    system: system.id,
    phase: phaseOf(undertaking.tool.entry, undertaking.identity.rights) as 2 | 3,
    roles: undertaking.identity.rights.roles,
  });

/**
 * The same by what this replica knows, at the last moment: putting the intent on record may have taken longer than a brake. That
 * nobody knows is no brake: then nothing is sent either, but nobody is told that it was closed.
 */
const closedNow = (write: Write, { phases }: ChangeNeeds): ToolError | undefined => {
  const { tool, identity } = write.undertaking;
  const { isKnown, open } = phases.state();
  if (!isKnown) return phasesUnknown(write);
  const isOpen =
    phaseFor(open, write.system.id, identity.rights.roles) >= phaseOf(tool.entry, identity.rights);
  return isOpen ? undefined : braked(write);
};

/** For the moment: what is asked again in a second may well be open. */
export const phasesUnknown = ({ system }: Pick<Write, "system">): ToolError =>
  new ToolError(
    "upstream_unavailable",
    `Gatehouse cannot find out right now whether ${system.title} is open for changes. Nothing was changed.`,
    { next: "Try again in a minute." },
  );

/** The same words for whoever finds the phase closed at the last moment. */
export const braked = ({ system }: Write): ToolError =>
  new ToolError(
    "phase_closed",
    `${system.title} was closed for changes while this call was under way. Nothing was changed.`,
    { next: `Ask ${system.contact} why, and when it opens again.` },
  );

/** A request as it is once this replica has taken it; `claimedAt` is before the transaction that took it began. */
export const taken = (request: ChangeRequest, claimedAt: Date): ChangeRequest => ({
  ...request,
  state: "executing",
  attempt: request.attempt + 1,
  startedAt: claimedAt,
});

/**
 * Sends a request that is `executing` and writes down what became of it. The intent is on record before anything is sent, the
 * outcome before anybody hears of it. Never throws for what a system did; rejects with `outcome_unknown` where the outcome could
 * not be stored, and then it is found out later.
 */
export async function execute(
  write: Write,
  request: ChangeRequest,
  channel: ActingChannel,
  needs: ChangeNeeds,
): Promise<Attempt> {
  const { undertaking } = write;
  try {
    await record(undertaking, "intent", "pending", needs.audit);
  } catch (cause) {
    const error = new ToolError(
      "upstream_unavailable",
      "Gatehouse cannot record this change right now; nothing was changed.",
      { cause },
    );
    return endUnsent(request, { why: "not_reached", error }, channel, needs);
  }
  undertaking.isIntended = true;
  if (!(await isInTime(write, request, needs)))
    return { state: "failed", why: "not_reached", error: tooSlow() };
  const closed = closedNow(write, needs);
  if (closed !== undefined)
    return endUnsent(request, { why: whyUnsent(closed), error: closed }, channel, needs);
  const { before, after } = request.content;
  const [step, change] =
    request.kind === "undo"
      ? // An undo leads from `after` of the change back to its `before`.
        (["undo", { before: after, after: before }] as const)
      : (["commit", { before, after }] as const);
  const assertOpen = () => {
    const error = closedNow(write, needs);
    if (error !== undefined) throw error;
  };
  const sent = await attempt(write, step, change, needs, assertOpen);
  const { ended, found } = await foundInstead(write, request, sent, needs);
  await finish(request, ended, channel, needs, found).catch((cause) => {
    throw new ToolError(
      "outcome_unknown",
      `The change was sent, but its outcome could not be stored. It is being looked into. Request: ${request.id}.`,
      { cause, next: "Call gatehouse_get_request in a minute; do not repeat the change." },
    );
  });
  return ended;
}

/** Ends what was not sent. Whoever asked hears why, even where that cannot be written down: then it is found out later. */
async function endUnsent(
  request: ChangeRequest,
  { why, error }: { why: Why; error: ToolError },
  channel: ActingChannel,
  needs: ChangeNeeds,
): Promise<Attempt> {
  const ended: Attempt = { state: "failed", why, error };
  await finish(request, ended, channel, needs).catch((cause) => {
    needs.log.error({ error: cause, change: request.id }, "that a change was not sent could not be stored");
    throw error;
  });
  return ended;
}

/**
 * Whether there still is time to send it and hear of it before anybody else looks what became of it. Where getting here took long
 * the time begins anew, unless somebody has given up on it already.
 */
async function isInTime({ system }: Write, request: ChangeRequest, { rows }: ChangeNeeds): Promise<boolean> {
  const spentMs = Date.now() - (request.startedAt?.getTime() ?? 0);
  if (spentMs < system.settleMs / 2) return true;
  return rows.renewLease(request, leaseSecondsFor(system)).catch(() => false);
}

/**
 * What is there in place of the state that was shown, where an attempt failed as stale: so that people see what has moved. It is
 * only read, and left out where that fails or there is no time for it any more: the refusal stands without.
 */
async function foundInstead(
  write: Write,
  request: ChangeRequest,
  ended: Attempt,
  needs: ChangeNeeds,
): Promise<{ ended: Attempt; found?: Found }> {
  if (ended.state !== "failed" || ended.why !== "stale" || !request.content.hasPreview) return { ended };
  const hasTime = await needs.rows.renewLease(request, leaseSecondsFor(write.system)).catch(() => false);
  if (!hasTime) return { ended };
  const preview = await previewOf(write, needs).catch(() => undefined);
  if (preview === undefined || "refused" in preview) return { ended };
  const { before: state, checks } = preview.previewed;
  if (!isSameState(state, request.content.before)) return { ended, found: { state } };
  // Nothing has moved, so it was one of the system's own checks that refused.
  return { ended: checks.some(({ outcome }) => outcome === "block") ? { ...ended, why: "refused" } : ended };
}

const tooSlow = () =>
  new ToolError(
    "upstream_unavailable",
    "Gatehouse took too long to record this change, so it was not sent; nothing was changed.",
  );

/** Writes an outcome down, whatever it is. */
async function finish(
  request: ChangeRequest,
  ended: Attempt,
  channel: ActingChannel,
  needs: ChangeNeeds,
  found?: Found,
): Promise<void> {
  const { pool } = needs;
  const write = (client: Pick<PoolClient, "query">) =>
    endIn(client, { request, ended, channel, found }, needs);
  await (isAnnounced(request, ended) ? inTransaction(pool, write) : write(pool));
  needs.metrics.change(request.system, request.tool, ended.state);
}

/** People are told how it ended; of one that nobody knows, only once somebody does. */
const isAnnounced = ({ needs }: ChangeRequest, { state }: Attempt): boolean =>
  needs === "approval" && state !== "unknown";

type End = { request: ChangeRequest; ended: Attempt; channel: ActingChannel; found?: Found | undefined };

/** The same as part of a transaction, which it must be wherever people are told. */
export async function endIn(
  client: Pick<PoolClient, "query">,
  { request, ended, channel, found }: End,
  needs: ChangeNeeds,
): Promise<void> {
  const outcome = outcomeOf(ended);
  const why = ended.state === "done" ? undefined : ended.why;
  const result =
    ended.state === "done" ? ended.answer.result : (ended.answer?.result ?? resultOf(ended.error));
  const repeatsForSeconds = needs.approvals().repeatMinutes * 60;
  const isMoved = await needs.rows.move(client, request, {
    to: ended.state,
    channel,
    why,
    attempt: request.attempt,
    ended: { outcome, result, found, ...(ended.state === "done" && { repeatsForSeconds }) },
  });
  if (!isMoved) throw new Error("the request was not being executed any more");
  if (isAnnounced(request, ended)) await needs.announce(client as PoolClient, request, { about: "settled" });
}

const resultOf = (error: unknown) =>
  error === undefined ? undefined : (errorResult(toToolError(error)) as unknown as Record<string, unknown>);

/** The word for an attempt's outcome in the record of it. */
export function outcomeOf(ended: Attempt): string {
  if (ended.state === "done") return "ok";
  if (ended.state === "unknown") return "outcome_unknown";
  if (ended.answer !== undefined) return codeOf(ended.answer) ?? "tool_error";
  return toToolError(ended.error).code;
}
