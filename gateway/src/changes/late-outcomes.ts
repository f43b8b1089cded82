import { seal } from "../crypto/sealed-box.ts";
import { inTransaction } from "../directory/in-transaction.ts";
import { CHANGE_LIMITS, type ChangeNeeds } from "./needs.ts";

type Late = {
  id: string;
  person: string;
  system: string;
  tool: string;
  outcome: string | null;
  arguments_hash: string;
  request_id: string;
};

/** One gateway at a time: two would both find a row missing, and both write it. */
const ALONE = "select pg_try_advisory_xact_lock(hashtextextended('late outcomes', 0)) as is_mine";

/**
 * Requests that ended a minute ago or longer, and whose intent has no outcome beside it. Intents are found by when they were
 * written, which is shortly before their request began; so the record is read over the same short time and no longer.
 */
const LATE = `with ended as materialized (
    select id, person, system, tool, outcome, arguments_hash, started_at from change_request
    where system = any($1) and state in ('done', 'failed') and started_at is not null
      and finished_at between now() - make_interval(secs => $2::float) and now() - interval '1 minute'),
  act as materialized (select kind, request_id, facts ->> 'change' as change from audit_row
    where at >= (select min(started_at) from ended) - interval '15 minutes' and kind in ('intent', 'outcome'))
  select distinct on (ended.id) ended.*, act.request_id from ended join act on act.kind = 'intent' and act.change = ended.id::text
  where not exists (select from act other where other.kind = 'outcome' and other.change = ended.id::text)
  limit 100`;

/** A day at the start, for what no gateway was there to see; then what has ended since, with some to spare. */
const DAY_SECONDS = 86_400;

/**
 * Gives every write that ended its second row on record, where the gateway that sent it ended before it could. Cheap enough for
 * every look: it asks once a minute.
 */
export function lateOutcomes(needs: ChangeNeeds): () => Promise<void> {
  let withinSeconds = DAY_SECONDS;
  let nextAt = 0;
  return async () => {
    if (performance.now() < nextAt) return;
    nextAt = performance.now() + CHANGE_LIMITS.lateEveryMs;
    await inTransaction(needs.pool, async (client) => {
      const { rows: locks } = await client.query<{ is_mine: boolean }>(ALONE);
      if (locks[0]?.is_mine !== true) return;
      const systems = needs.systems.all.map(({ id }) => id); // for the index
      const { rows } = await client.query<Late>(LATE, [systems, withinSeconds]);
      for (const late of rows) await write(late, needs);
      if (rows.length < 100) withinSeconds = (10 * CHANGE_LIMITS.lateEveryMs) / 1_000;
    });
  };
}

async function write(late: Late, { audit, log }: ChangeNeeds): Promise<void> {
  // By the same id as its intent, as any other outcome.
  const requestId = late.request_id;
  const key = await audit.personKeys.find(late.person);
  await audit.writer.write({
    requestId,
    at: new Date().toISOString(),
    kind: "outcome",
    person: late.person,
    system: late.system,
    tool: late.tool,
    outcome: late.outcome ?? "ok",
    facts: JSON.stringify({
      schema: 1,
      change: late.id,
      channel: "gateway",
      arguments: late.arguments_hash,
      isLate: true,
    }),
    sealed: key === undefined ? Buffer.alloc(0) : seal(key, "{}", requestId),
  });
  log.warn({ change: late.id }, "the outcome of a change had no row; it was written late");
}
