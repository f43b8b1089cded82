import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction } from "../directory/in-transaction.ts";
import type { ChangeListener } from "../store/changes.ts";
import { type CheckDecisions, carryOut, readingBack } from "./carry-out.ts";
import type { ChangeRequest, Why } from "./change-request.ts";
import { lateOutcomes } from "./late-outcomes.ts";
import { CHANGE_LIMITS, type ChangeNeeds } from "./needs.ts";
import { recordStep } from "./record-step.ts";
import { createSlots, type Slots } from "./slots.ts";
import { isSameState, previewOf } from "./steps-of-a-write.ts";

/** What keeps requests going when nobody calls: after an approval, an expiry, a crash, an unknown outcome. */
export type Recovery = ChangeListener & {
  /** One look at everything that is left to do; resolves once all of it was begun. */
  sweep(): Promise<void>;
  start(): void;
  close(): Promise<void>;
};

/**
 * Each replica looks, and each step names the state that it starts from, so of several that look at once one takes it. A request
 * whose executor died is `unknown` once its lease is over, and what became of it is read back from its system.
 */
export function createRecovery(checkDecisions: CheckDecisions, needs: ChangeNeeds): Recovery {
  const { pool, rows, log } = needs;
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  /** What is begun is not awaited by the look itself: one system that hangs must not hold up the requests of others. */
  const slots = createSlots(
    (id, error) =>
      log.error({ error, change: id }, "a request could not be carried on; it is tried again in a while"),
    () => void sweep(),
  );
  const tellLate = lateOutcomes(needs);

  async function look(): Promise<void> {
    for (const { id } of await left(pool, EXPIRED, slots)) await slots.now(id, () => expire(id, needs));
    for (const { id } of await left(pool, INTERRUPTED, slots)) await slots.now(id, () => giveUpOn(id, needs));
    for (const { id, system } of await left(pool, APPROVED, slots))
      slots.begin(id, system, () => carryOut(id, checkDecisions, needs));
    await lookAtUnknown();
    await tellLate();
  }

  /** One after the other, as each that is taken here is put off everywhere else: only what can be begun. */
  async function lookAtUnknown(): Promise<void> {
    while (slots.isFree() && !closing.signal.aborted) {
      const [found] = await left(pool, CLAIM_UNKNOWN, slots, slots.full());
      if (found === undefined) return;
      const { id, system } = found;
      slots.begin(id, system, async () => {
        const request = await rows.find(pool, id);
        if (request?.state === "unknown") await reconcile(request, needs);
      });
    }
  }

  const sweep = async (): Promise<void> => {
    // Somebody looks already, but may have passed what this one was called for.
    again = true;
    running ??= (async () => {
      while (again && !closing.signal.aborted) {
        again = false;
        await look().catch((error) =>
          log.error({ error }, "requests could not be looked after; trying again"),
        );
      }
    })().finally(() => {
      running = undefined;
    });
    await running;
  };
  const keepLooking = async () => {
    while (!closing.signal.aborted) {
      await sweep();
      await sleep(CHANGE_LIMITS.everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  return {
    sweep,
    start: () => void keepLooking(),
    onChange(kind) {
      if (kind === "approved" && !closing.signal.aborted) void sweep();
    },
    onDoubt() {},
    async close() {
      closing.abort();
      await running;
      await slots.ended();
    },
  };
}

type Left = { id: string; system: string };

/** What is left to do of one kind; nothing that is under way here, or at rest. */
async function left(
  pool: ChangeNeeds["pool"],
  text: string,
  slots: Slots,
  ...more: unknown[]
): Promise<Left[]> {
  return (await pool.query<Left>(text, [slots.passedOver(), ...more])).rows;
}

const EXPIRED = `select id, system from change_request
  where state in ('pending', 'confirming') and expires_at < now() and id <> all($1::uuid[]) order by expires_at limit 100`;
const INTERRUPTED = `select id, system from change_request
  where state = 'executing' and lease_until < now() and id <> all($1::uuid[]) order by lease_until limit 100`;

/** Of each system no more than could be begun at once: many of one keep none of another from being found. */
const APPROVED = `select id, system from (
    select id, system, decided_at, row_number() over (partition by system order by decided_at) as place
    from change_request where state = 'approved' and id <> all($1::uuid[])) as each
  where place <= ${CHANGE_LIMITS.atOnce} order by decided_at limit 100`;

/** Takes one whose time has come, and puts the next look off by as long as the outcome has been unknown, up to ten minutes. */
const CLAIM_UNKNOWN = `update change_request
  set lease_until = now() + least(interval '10 minutes', greatest(interval '5 seconds', now() - started_at))
  where id in (select id from change_request where state = 'unknown' and lease_until < now()
      and id <> all($1::uuid[]) and system <> all($2::text[])
    order by lease_until limit 1 for update skip locked)
  returning id, system`;

async function expire(id: string, needs: ChangeNeeds): Promise<void> {
  const { pool, rows, announce } = needs;
  const request = await rows.find(pool, id);
  if (request === undefined) return;
  await inTransaction(pool, async (client) => {
    if (!(await rows.move(client, request, { to: "expired", channel: "gateway" }))) return;
    await recordStep("request_expired", request, {}, needs);
    if (request.needs === "approval") await announce(client, request, { about: "settled" });
  });
}

/** Whoever executed it has ended without a word. What it did is not known until somebody looks. */
async function giveUpOn(id: string, needs: ChangeNeeds): Promise<void> {
  const { pool, rows, log } = needs;
  const request = await rows.find(pool, id);
  if (request?.state !== "executing") return;
  const { attempt } = request;
  await recordStep("request_interrupted", request, { attempt }, needs);
  const ended = { outcome: "outcome_unknown" };
  await rows.move(pool, request, { to: "unknown", channel: "gateway", why: "interrupted", attempt, ended });
  log.warn({ change: id }, "a gateway ended while it carried out a change; looking what became of it");
}

/**
 * Reads the present state back: as it was to become, it happened; as it was before, it did not. Anything else a person has to look
 * at, and so must they where nothing was there before: that nothing is found proves nothing. What was approved and did not happen
 * is carried out again as long as its approval lasts.
 */
async function reconcile(request: ChangeRequest, needs: ChangeNeeds): Promise<void> {
  const { before, after, hasPreview } = request.content;
  if (!hasPreview || isSameState(before, after)) return;
  const write = await readingBack(request, needs);
  if (write === undefined) return;
  const preview = await previewOf(write, needs).catch(() => undefined);
  if (preview === undefined || "refused" in preview) return;
  const now = preview.previewed.before;
  const hasHappened = isSameState(now, after);
  if (!hasHappened && (before === null || !isSameState(now, before))) return;
  const mayAgain = request.needs === "approval" && (request.expiresAt?.getTime() ?? 0) > Date.now();
  await recordStep("outcome_read_back", request, { hasHappened, attempt: request.attempt }, needs);
  if (hasHappened) await settle(request, "done", "read_back_done", needs);
  else await settle(request, mayAgain ? "approved" : "failed", "read_back_undone", needs);
}

/** Writes down what an unknown outcome was found to be. */
export async function settle(
  request: ChangeRequest,
  to: "done" | "failed" | "approved",
  why: Why,
  needs: Pick<ChangeNeeds, "pool" | "rows" | "announce" | "approvals" | "metrics">,
  told: { actor: string; note: string } | undefined = undefined,
): Promise<boolean> {
  const { pool, rows, announce } = needs;
  const repeatsForSeconds = needs.approvals().repeatMinutes * 60;
  const isMoved = await inTransaction(pool, async (client) => {
    const moved = await rows.move(client, request, {
      to,
      channel: told === undefined ? "gateway" : "page",
      why,
      attempt: request.attempt,
      ...told,
      ...(to === "done" && { ended: { outcome: "ok", repeatsForSeconds } }),
      ...(to === "failed" && { ended: { outcome: "upstream_unavailable" } }),
    });
    if (moved && to !== "approved" && request.needs === "approval")
      await announce(client, request, { about: "settled" });
    return moved;
  });
  if (isMoved) needs.metrics.change(request.system, request.tool, to);
  return isMoved;
}
