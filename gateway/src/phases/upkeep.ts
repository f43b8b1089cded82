import { recordClosing } from "./phase-audit.ts";
import { type PhaseNeeds, PROPOSAL_DAYS } from "./phase-needs.ts";

type Row = { id: string; system: string; phase: number; role: string | null };

/** Writes down what time alone has ended: openings past their end, and proposals that nobody confirmed. Nothing counts on it having run. */
export async function upkeep(needs: Pick<PhaseNeeds, "pool" | "audit" | "log">): Promise<void> {
  const ended = await needs.pool.query<Row>(
    `update phase_opening set closed_at = ends_at, closed_as = 'ended' where closed_at is null and ends_at <= now()
     returning id, system, phase, role`,
  );
  const expired = await needs.pool.query<Row>(
    `update phase_proposal set state = 'expired', decided_at = now()
     where state = 'proposed' and proposed_at + make_interval(days => $1) <= now() returning id, system, phase, role`,
    [PROPOSAL_DAYS],
  );
  for (const { system, ...facts } of ended.rows)
    await recordClosing({ what: "phase_ended", system, facts }, undefined, needs);
  for (const { system, ...facts } of expired.rows)
    await recordClosing({ what: "phase_proposal_expired", system, facts }, undefined, needs);
}
