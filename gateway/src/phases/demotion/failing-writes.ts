import type { PhaseNeeds } from "../phase-needs.ts";
import { SYSTEM_FAILURES } from "../system-failures.ts";
import type { Finding } from "./demotion.ts";

/**
 * Systems of whose last writes too many failed by the system's doing or came to nobody knows what; only those since the present
 * opening count. What was refused for a reason that a caller can mend counts neither for nor against a system: nobody may close it,
 * or hide its failures, by asking for nonsense.
 */
export async function failingWrites(
  systems: readonly string[],
  { pool, config }: Pick<PhaseNeeds, "pool" | "config">,
): Promise<Finding[]> {
  const { writes, failures, withinHours } = config().phases.demotion;
  const found = await Promise.all(
    systems.map(async (system): Promise<Finding[]> => {
      const { rows } = await pool.query<{ all: number; failed: number }>(
        `select count(*)::int as "all", (count(*) filter (where state <> 'done'))::int as failed
         from (select state from change_request where system = $1
             and (state in ('done', 'unknown') or (state = 'failed' and outcome = any($2)))
             and finished_at > greatest(now() - make_interval(hours => $3),
               (select min(opened_at) from phase_opening where system = $1 and closed_at is null))
           order by finished_at desc limit $4) as newest`,
        [system, SYSTEM_FAILURES, withinHours, writes],
      );
      const { all = 0, failed = 0 } = rows[0] ?? {};
      if (failed < failures) return [];
      return [{ system, cause: "failing_writes", reason: `${failed} of its last ${all} changes failed` }];
    }),
  );
  return found.flat();
}
