import type { PhaseNeeds } from "../phase-needs.ts";
import type { Finding } from "./demotion.ts";

/** Ends of a request that say nothing of the system: the gateway refused it before anything was sent. */
const OURS = ["stale", "phase_closed", "not_allowed", "person_left", "too_late"];

/** Systems of whose last writes too many failed or came to nobody knows what; only those since the present opening count. */
export async function failingWrites(
  systems: readonly string[],
  { pool, config }: Pick<PhaseNeeds, "pool" | "config">,
): Promise<Finding[]> {
  const { writes, failures, withinHours } = config().phases.demotion;
  const found = await Promise.all(
    systems.map(async (system): Promise<Finding[]> => {
      const { rows } = await pool.query<{ all: number; failed: number }>(
        `select count(*)::int as "all", (count(*) filter (where state <> 'done'))::int as failed
         from (select state from change_request where system = $1 and state in ('done', 'failed', 'unknown')
             and (state <> 'failed' or why is null or why <> all($2))
             and coalesce(finished_at, started_at) > greatest(now() - make_interval(hours => $3),
               (select min(opened_at) from phase_opening where system = $1 and closed_at is null))
           order by coalesce(finished_at, started_at) desc limit $4) as newest`,
        [system, OURS, withinHours, writes],
      );
      const { all = 0, failed = 0 } = rows[0] ?? {};
      if (failed < failures) return [];
      return [{ system, cause: "failing_writes", reason: `${failed} of its last ${all} changes failed` }];
    }),
  );
  return found.flat();
}
