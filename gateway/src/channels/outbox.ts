import { setTimeout as sleep } from "node:timers/promises";
import { ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import type { Approvals } from "../approvals/approvals.ts";
import type { RequestView } from "../approvals/request-view.ts";
import type { Log } from "../observe/log.ts";
import type { ChangeListener } from "../store/changes.ts";
import type { Person } from "../store/liveness.ts";
import type { ChannelMetrics } from "./channel-metrics.ts";
import { type Channel, type Delivered, type Message, NotDelivered } from "./delivery.ts";

/**
 * Sends what `announce` wrote down. Each gateway runs one; whichever comes first claims a message for a minute. A message whose
 * gateway dies between sending and writing that down is sent again: at least once, and with mail that cannot be otherwise. A
 * repeat is recognisable by its Message-ID.
 */
export type Outbox = ChangeListener & {
  start(): void;
  /** One look: resolves once everything that was due has been tried. */
  look(): Promise<void>;
  /** Resolves once nothing is under way any more. */
  close(): Promise<void>;
};

type Needs = {
  pool: Pool;
  channels: readonly Channel[];
  approvals: Pick<Approvals, "view">;
  activePerson(id: string): Promise<Person | undefined>;
  metrics: ChannelMetrics;
  log: Log;
};

const TIMES = {
  /** How often it is looked without a notice. */
  everyMs: 5_000,
  /** Notices come in bursts. */
  gatherMs: 20,
  /** Longer than any attempt may take. */
  leaseSeconds: 90,
  /** The wait after the first failure; each is twice as long as the one before. */
  firstWaitSeconds: 5,
  longestWaitSeconds: 3_600,
  /** When something that was told before it was over is looked at again, should no notice come. */
  againSeconds: 30,
};
/** About a day: 85 minutes of growing waits, then one attempt an hour. */
const TRIES_MAX = 33;

type Claimed = Message & { next_at: Date };

export function createOutbox(needs: Needs): Outbox {
  const closing = new AbortController();
  const lanes = needs.channels.map((channel) => lane(channel, needs, closing.signal));
  const noticed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const requests = [...noticed];
    noticed.clear();
    await Promise.all(lanes.map((one) => one.work(requests)));
  };
  const keepLooking = async () => {
    while (!closing.signal.aborted) {
      await look();
      await sleep(TIMES.everyMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  const soon = () => {
    if (timer !== undefined || closing.signal.aborted || lanes.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void look();
    }, TIMES.gatherMs);
  };
  let looking: Promise<void> = Promise.resolve();
  return {
    start() {
      if (lanes.length > 0) looking = keepLooking();
    },
    look,
    onChange(kind, id) {
      if (kind !== "request") return;
      noticed.add(id);
      soon();
    },
    onDoubt: soon,
    async close() {
      closing.abort();
      clearTimeout(timer);
      await looking;
      await Promise.all(lanes.map((one) => one.settled()));
      for (const { close } of needs.channels) close();
    },
  };
}

/** The messages of one channel: so many at once, and none waits for another channel's. */
function lane(channel: Channel, needs: Needs, closing: AbortSignal) {
  const underWay = new Set<Promise<void>>();
  const noticed = new Set<string>();
  let isWanted = false;
  let woken = Promise.withResolvers<void>();
  let working: Promise<void> | undefined;

  async function claim(): Promise<void> {
    const free = channel.atOnce - underWay.size;
    if (free <= 0 || closing.aborted) return;
    const requests = [...noticed];
    noticed.clear();
    const { rows } = await needs.pool.query<Claimed>(CLAIM, [
      channel.name,
      free,
      TIMES.leaseSeconds,
      requests,
    ]);
    // There was no room for more than these: what was noticed is looked for again.
    if (rows.length === free) for (const request of requests) noticed.add(request);
    for (const row of rows) {
      const work: Promise<void> = attempt(row, channel, needs).finally(() => underWay.delete(work));
      underWay.add(work);
    }
  }
  /** Until nothing is due and nothing under way. */
  async function run(): Promise<void> {
    do {
      isWanted = false;
      woken = Promise.withResolvers();
      await claim().catch((error) => {
        needs.log.warn({ error, channel: channel.name }, "messages could not be looked for; trying again");
      });
      if (underWay.size > 0) await Promise.race([...underWay, woken.promise]);
    } while (underWay.size > 0 || isWanted);
    working = undefined;
  }
  return {
    work(requests: readonly string[]): Promise<void> {
      for (const request of requests) noticed.add(request);
      isWanted = true;
      woken.resolve();
      working ??= run();
      return working;
    },
    settled: async () => void (await working),
  };
}

/** Never rejects: what cannot be written down is claimed again once the lease is over. */
async function attempt(message: Claimed, channel: Channel, needs: Needs): Promise<void> {
  try {
    const delivered = await deliver(message, channel, needs).catch((error: unknown) => error as Error);
    if (delivered instanceof Error) await putOff(message, channel, delivered, needs);
    else await settle(message, channel, delivered, needs);
  } catch (error) {
    needs.log.warn(
      { error, message: message.id },
      "what came of a message was not written down; it goes out again",
    );
  }
}

async function deliver(
  message: Message,
  channel: Channel,
  { activePerson, approvals }: Needs,
): Promise<Delivered> {
  const to = await activePerson(message.person);
  if (to === undefined) return { kind: "pointless", why: "the person has no access any more" };
  let view: RequestView;
  try {
    view = await approvals.view(message.request, to);
  } catch (error) {
    if (error instanceof ToolError && (error.code === "not_found" || error.code === "not_allowed"))
      return { kind: "pointless", why: "the person may not see this request any more" };
    throw error;
  }
  const why = message.about === "asked" ? nothingToAsk(view, to.id) : undefined;
  return why === undefined ? channel.deliver(message, to, view) : { kind: "pointless", why };
}

function nothingToAsk({ request, decisions }: RequestView, person: string): string | undefined {
  if (request.state !== "pending") return "it was settled before this was sent";
  if (request.expiresAt !== undefined && request.expiresAt <= new Date()) return "it had expired";
  return decisions.some(({ approver }) => approver.id === person) ? "the person has decided" : undefined;
}

async function settle(
  { id, next_at: nextAt }: Claimed,
  { name }: Channel,
  delivered: Delivered,
  { pool, metrics }: Needs,
): Promise<void> {
  const place = "place" in delivered ? (delivered.place ?? null) : null;
  if (delivered.kind === "again") {
    await pool.query(AGAIN, [id, place, TIMES.againSeconds, nextAt]);
    return;
  }
  metrics.message(name, delivered.kind);
  const why = delivered.kind === "pointless" ? delivered.why : null;
  await pool.query(SETTLE, [id, nextAt, delivered.kind, place, why]);
}

async function putOff(message: Claimed, { name }: Channel, error: Error, needs: Needs): Promise<void> {
  const { pool, metrics, log } = needs;
  const known = error instanceof NotDelivered ? error : undefined;
  const { id, request, attempts, next_at: nextAt } = message;
  const failure = known?.message ?? "something went wrong inside Gatehouse";
  const facts = { channel: name, message: id, request, attempts, failure, error: known?.cause ?? error };
  if (known?.isFinal || attempts >= TRIES_MAX) {
    metrics.message(name, "given_up");
    log.error(facts, "somebody was not told of a request, and is not going to be; the request stands");
    await pool.query(SETTLE, [id, nextAt, "given_up", null, failure]);
    return;
  }
  metrics.message(name, "failed");
  log.warn(facts, "somebody could not be told of a request; trying again");
  const grown = Math.min(TIMES.firstWaitSeconds * 2 ** (attempts - 1), TIMES.longestWaitSeconds);
  // Spread, so that all that failed together does not come back together.
  const spread = grown * (0.8 + 0.4 * Math.random());
  const seconds = Math.max(spread, Math.min(known?.retryAfterSeconds ?? 0, TIMES.longestWaitSeconds));
  await pool.query(PUT_OFF, [id, nextAt, seconds, failure]);
}

const CLAIM = `update channel_message
  set attempts = attempts + 1, claimed_until = clock_timestamp() + make_interval(secs => $3)
  where id in (select id from channel_message
    where channel = $1 and state = 'waiting' and (claimed_until is null or claimed_until < clock_timestamp())
      and (next_at <= clock_timestamp() or (failure is null and request = any($4::uuid[])))
    order by next_at limit $2 for update skip locked)
  returning id, request, person, about, attempts, place, next_at`;

/** Where the request has moved on meanwhile, the row stays waiting and only loses its claim. */
const SETTLE = `update channel_message set claimed_until = null, place = coalesce($4::jsonb, place),
    state = case when next_at = $2 then $3 else state end,
    failure = case when next_at = $2 then $5 else failure end,
    sent_at = case when $3 = 'sent' then clock_timestamp() else sent_at end
  where id = $1`;

const AGAIN = `update channel_message set claimed_until = null, place = coalesce($2::jsonb, place), attempts = 0,
    next_at = case when next_at = $4 then clock_timestamp() + make_interval(secs => $3) else next_at end
  where id = $1`;

const PUT_OFF = `update channel_message set claimed_until = null,
    failure = case when next_at = $2 then $4 else failure end,
    next_at = case when next_at = $2 then clock_timestamp() + make_interval(secs => $3) else next_at end
  where id = $1 and state = 'waiting'`;
