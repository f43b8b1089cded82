import type { Pool } from "pg";
import { isFor, readPhases } from "../openings.ts";
import type { PhaseNeeds } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import { SYSTEM_FAILURES } from "../system-failures.ts";
import type { Asked } from "./readiness.ts";

const DAY_MS = 86_400_000;
/** Older calls say little about today, and counting them would take the database's time. */
const CALLS_MAX = 10_000;

/** How long the system has been in the phase before, how much it was used there, and how often it failed. */
export async function daysAndCalls(asked: Asked, needs: PhaseNeeds): Promise<readonly ReadinessItem[]> {
  const { daysInPhase, callsInPhase, errorRateMax } = needs.config().phases;
  const since = await presentPhaseSince(asked, needs);
  const days = since === undefined ? 0 : Math.floor((Date.now() - since.getTime()) / DAY_MS);
  const { calls, failed } =
    since === undefined ? { calls: 0, failed: 0 } : await callsSince(asked.system, since, needs.pool);
  const before = asked.phase - 1;
  const rate = calls === 0 ? 0 : failed / calls;
  const from = since === undefined ? "" : ` since ${since.toISOString().slice(0, 10)}`;
  const counted = calls === CALLS_MAX ? `the last ${CALLS_MAX} calls` : `${calls} calls`;
  return [
    {
      name: "days_in_phase",
      title: `Days in phase ${before}`,
      ok: since !== undefined && days >= daysInPhase,
      found: since === undefined ? "never used in it" : `${days} days${from}`,
      needed: `at least ${daysInPhase} days`,
      // A day more is needed where it was never used at all.
      lacks: lacking("days", since === undefined ? daysInPhase + 1 : daysInPhase - days),
    },
    {
      name: "calls_in_phase",
      title: `Calls in phase ${before}`,
      ok: calls >= callsInPhase,
      found: `${counted}${from}`,
      needed: `at least ${callsInPhase}`,
      lacks: lacking("calls", callsInPhase - calls),
    },
    {
      name: "error_rate",
      title: "Calls that failed by the system's doing",
      ok: rate <= errorRateMax,
      found: `${percent(rate)} (${failed} of ${counted})`,
      needed: `at most ${percent(errorRateMax)}`,
      lacks: rate <= errorRateMax ? {} : { permille: Math.round(rate * 1_000) },
    },
  ];
}

const lacking = (what: string, count: number): Record<string, number> => (count > 0 ? { [what]: count } : {});

const percent = (rate: number): string => `${(rate * 100).toFixed(1)} %`;

/** Undefined where it is not in that phase, or was never used. */
async function presentPhaseSince(
  { system, phase, role }: Asked,
  { pool }: PhaseNeeds,
): Promise<Date | undefined> {
  if (phase === 3) {
    const { open } = await readPhases(pool);
    const roles = role === undefined ? [] : [role];
    const opening = open.find((one) => one.system === system && one.phase === 2 && isFor(one, roles));
    return opening && (await unbrokenSince(pool, opening.id));
  }
  // Reading began with the first call; whatever was closed since begins it anew.
  const { rows } = await pool.query<{ since: Date | null }>(
    `select coalesce(
       (select max(closed_at) from phase_opening where system = $1 and closed_as in ('closed', 'brake', 'demoted')),
       (select min(at) from audit_row where system = $1)) as since`,
    [system],
  );
  return rows[0]?.since ?? undefined;
}

/** An opening that took another's place at the same moment goes on with it. */
async function unbrokenSince(pool: Pool, id: string): Promise<Date | undefined> {
  const { rows } = await pool.query<{ since: Date }>(
    `with recursive stretch as (
       select system, phase, role, opened_at from phase_opening where id = $1
       union select o.system, o.phase, o.role, o.opened_at from phase_opening o join stretch s
         on o.system = s.system and o.phase = s.phase and o.role is not distinct from s.role
           and o.closed_as = 'replaced' and o.closed_at = s.opened_at)
     select min(opened_at) as since from stretch`,
    [id],
  );
  return rows[0]?.since;
}

async function callsSince(
  system: string,
  since: Date,
  pool: Pool,
): Promise<{ calls: number; failed: number }> {
  const { rows } = await pool.query<{ calls: number; failed: number }>(
    `select count(*)::int as calls, (count(*) filter (where outcome = any($3)))::int as failed
     from (select outcome from audit_row where system = $1 and at >= $2
       and (kind in ('read', 'outcome') or (kind = 'refusal' and outcome = any($3)))
       order by at desc limit ${CALLS_MAX}) as call`,
    [system, since, SYSTEM_FAILURES],
  );
  return rows[0] ?? { calls: 0, failed: 0 };
}
