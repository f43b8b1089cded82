import { ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import type { Named } from "../approvals/request-view.ts";
import { isUuid } from "../store/is-uuid.ts";
import { PROPOSAL_DAYS } from "./phase-needs.ts";
import type { ProposalState, ProposalView, ReadinessReport, Waiver } from "./phases.ts";

type Row = {
  id: string;
  system: string;
  phase: 2 | 3;
  role: string | null;
  ends_at: Date | null;
  reason: string;
  ticket: string;
  state: ProposalState;
  report: ReadinessReport;
  waivers: Record<string, Waiver>;
  proposed_by: string;
  proposed_at: Date;
  expires_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  proposer: string | null;
  proposer_email: string | null;
  decider: string | null;
  decider_email: string | null;
};

const SELECT = `select p.*, p.proposed_at + interval '${PROPOSAL_DAYS} days' as expires_at,
    case when p.state = 'proposed' and p.proposed_at + interval '${PROPOSAL_DAYS} days' <= now() then 'expired'
      else p.state end as state,
    coalesce(a.name, a.email, a.subject) as proposer, a.email as proposer_email,
    coalesce(b.name, b.email, b.subject) as decider, b.email as decider_email
  from phase_proposal p left join person a on a.id = p.proposed_by left join person b on b.id = p.decided_by`;

export const named = (id: string, name: string | null, email: string | null): Named => ({
  id,
  name: name ?? "somebody who is gone",
  email: email ?? undefined,
});

/** A system's proposals, or of all; `open` leaves only those that wait. The newest first. */
export async function proposalsOf(
  pool: Pick<Pool, "query">,
  { system, open = false }: { system?: string; open?: boolean },
): Promise<ProposalView[]> {
  const { rows } = await pool.query<Row>(
    `${SELECT} where ($1::text is null or p.system = $1) and (not $2 or p.state = 'proposed') order by p.proposed_at desc`,
    [system ?? null, open],
  );
  const views = rows.map(viewOf);
  return open ? views.filter(({ state }) => state === "proposed") : views;
}

/** Throws `not_found` where there is none. */
export async function proposalBy(pool: Pick<Pool, "query">, id: string): Promise<ProposalView> {
  const { rows } = isUuid(id) ? await pool.query<Row>(`${SELECT} where p.id = $1`, [id]) : { rows: [] };
  const [row] = rows;
  if (row === undefined) throw new ToolError("not_found", "There is no such proposal.");
  return viewOf(row);
}

const viewOf = (row: Row): ProposalView => ({
  id: row.id,
  system: row.system,
  phase: row.phase,
  role: row.role ?? undefined,
  endsAt: row.ends_at ?? undefined,
  reason: row.reason,
  ticket: row.ticket,
  state: row.state,
  proposedBy: named(row.proposed_by, row.proposer, row.proposer_email),
  proposedAt: row.proposed_at,
  expiresAt: row.expires_at,
  decidedBy: row.decided_by === null ? undefined : named(row.decided_by, row.decider, row.decider_email),
  decidedAt: row.decided_at ?? undefined,
  report: row.report,
  waivers: row.waivers,
});
