import type { Phase } from "@gatehouse/tool";
import type { Pool } from "pg";
import type { Named } from "../approvals/request-view.ts";
import { type PhaseState, phaseFor, readPhases } from "./openings.ts";
import { type PhaseNeeds, phaseHere } from "./phase-needs.ts";
import type { OpeningView, ProposalView, SystemPhases } from "./phases.ts";
import { named, proposalsOf } from "./proposals.ts";
import { howClosed } from "./why-closed.ts";

/** Where every system stands. */
export async function overviewOf(needs: PhaseNeeds): Promise<SystemPhases[]> {
  const { pool, catalogs } = needs;
  const [state, proposals] = await Promise.all([readPhases(pool), proposalsOf(pool, { open: true })]);
  const openings = await openingViews(pool, state);
  return Object.keys(catalogs).map((id) => standing(id, { state, proposals, openings }, needs));
}

type Known = { state: PhaseState; proposals: readonly ProposalView[]; openings: readonly OpeningView[] };

function standing(
  id: string,
  { state, proposals, openings }: Known,
  { catalogs, config }: PhaseNeeds,
): SystemPhases {
  const now = config();
  const catalog = catalogs[id] as PhaseNeeds["catalogs"][string];
  const tools: Record<Phase, number> = { 1: 0, 2: 0, 3: 0 };
  for (const tool of catalog.tools) tools[phaseHere(now, id, tool)] += 1;
  const last = state.closings
    .filter(({ system, closedAs }) => system === id && closedAs !== "replaced")
    .toSorted((a, b) => b.closedAt.getTime() - a.closedAt.getTime())[0];
  return {
    system: id,
    title: catalog.title,
    contact: now.systems[id]?.contact ?? now.company.contact,
    phase: phaseFor(state.open, id, []),
    openings: openings.filter(({ system }) => system === id),
    proposals: proposals.filter(({ system }) => system === id),
    tools,
    lastClosed: last && { at: last.closedAt, sentence: `Phase ${last.phase}: ${howClosed(last)}` },
  };
}

async function openingViews(pool: Pool, { open }: PhaseState): Promise<OpeningView[]> {
  const { rows } = await pool.query<{ id: string; reason: string; ticket: string }>(
    "select o.id, p.reason, p.ticket from phase_opening o join phase_proposal p on p.id = o.proposal where o.id = any($1)",
    [open.map(({ id }) => id)],
  );
  const why = new Map(rows.map((row) => [row.id, row]));
  const names = await namesOf(
    pool,
    open.flatMap(({ openers }) => openers),
  );
  return open.map((one) => ({
    ...one,
    openers: one.openers.map((id) => names.get(id) ?? named(id, null, null)),
    reason: why.get(one.id)?.reason ?? "",
    ticket: why.get(one.id)?.ticket ?? "",
  }));
}

/** People by id, as they are called today. */
export async function namesOf(pool: Pool, ids: readonly string[]): Promise<Map<string, Named>> {
  const { rows } = await pool.query<{ id: string; name: string; email: string | null }>(
    "select id, coalesce(name, email, subject) as name, email from person where id = any($1)",
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, name, email }) => [id, named(id, name, email)]));
}
