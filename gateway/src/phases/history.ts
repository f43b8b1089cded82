import type { Pool } from "pg";
import type { ClosedAs } from "./openings.ts";
import { namesOf } from "./overview.ts";
import type { PhaseEvent } from "./phases.ts";
import { proposalsOf } from "./proposals.ts";

type Row = {
  phase: 2 | 3;
  role: string | null;
  closed_at: Date;
  closed_by: string | null;
  closed_as: ClosedAs;
  close_reason: string | null;
};

/** Everything that happened to a system's phases, the newest first: each proposal, what became of it, and each closing. */
export async function historyOf(system: string, pool: Pool): Promise<PhaseEvent[]> {
  const proposals = await proposalsOf(pool, { system });
  const { rows } = await pool.query<Row>(
    `select phase, role, closed_at, closed_by, closed_as, close_reason from phase_opening
     where system = $1 and closed_at is not null`,
    [system],
  );
  const names = await namesOf(
    pool,
    rows.flatMap(({ closed_by: by }) => by ?? []),
  );
  const proposed = proposals.flatMap((one): PhaseEvent[] => {
    const { phase, role, ticket, waivers, state, decidedBy, decidedAt, expiresAt } = one;
    const about = { phase, role, ticket, waivers };
    const begun = {
      ...about,
      at: one.proposedAt,
      what: "proposed",
      by: one.proposedBy,
      reason: one.reason,
    } as const;
    if (state === "proposed") return [begun];
    const ended = { ...about, at: decidedAt ?? expiresAt, what: state, by: decidedBy, reason: undefined };
    return [begun, ended];
  });
  const closed = rows.map(
    (row): PhaseEvent => ({
      at: row.closed_at,
      what: row.closed_as,
      phase: row.phase,
      role: row.role ?? undefined,
      by: row.closed_by === null ? undefined : names.get(row.closed_by),
      reason: row.close_reason ?? undefined,
      ticket: undefined,
      waivers: {},
    }),
  );
  return [...proposed, ...closed].toSorted((a, b) => b.at.getTime() - a.at.getTime());
}
