import { ToolError } from "@gatehouse/tool";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../directory/in-transaction.ts";
import { requireAdministrator, requireFresh, said } from "./acting.ts";
import { isFor, readPhases } from "./openings.ts";
import { recordAct } from "./phase-audit.ts";
import { catalogOf, type PhaseNeeds, PROPOSAL_DAYS } from "./phase-needs.ts";
import type { Acting, ReadinessReport, Waiver, Wish } from "./phases.ts";
import { readinessReport } from "./readiness/readiness.ts";

/** Puts a wish on record for a second administrator, with how things stand. Returns its id. */
export async function propose(
  acting: Acting,
  wish: Wish,
  needs: PhaseNeeds,
  freshMs: number,
): Promise<string> {
  await requireAdministrator(acting, needs);
  requireFresh(acting, freshMs);
  const { system, phase, role, endsAt } = wish;
  catalogOf(needs, system);
  const reason = said("reason", wish.reason);
  const ticket = said("ticket", wish.ticket);
  if (role !== undefined && !Object.hasOwn(needs.config().roles, role))
    throw new ToolError("invalid_input", `No role is named ${role}; nothing was proposed.`);
  if (endsAt !== undefined && !(endsAt.getTime() > Date.now()))
    throw new ToolError("invalid_input", "The end must be in the future; nothing was proposed.");
  await requireLowerPhase(needs.pool, wish);
  const report = await readinessReport({ ...wish, openers: [acting.person.id] }, needs);
  const waivers = waiversFor(wish.waivers ?? {}, report, acting);
  return inTransaction(needs.pool, async (client) => {
    await client.query(
      `update phase_proposal set state = 'expired', decided_at = now()
       where system = $1 and phase = $2 and state = 'proposed' and proposed_at + make_interval(days => $3) <= now()`,
      [system, phase, PROPOSAL_DAYS],
    );
    const { rows } = await client.query<{ id: string }>(
      `insert into phase_proposal (system, phase, role, ends_at, reason, ticket, report, waivers, proposed_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing returning id`,
      [system, phase, role ?? null, endsAt ?? null, reason, ticket, report, waivers, acting.person.id],
    );
    const [row] = rows;
    if (row === undefined)
      throw new ToolError("conflict", `Phase ${phase} of ${system} is proposed already; nothing was added.`, {
        next: "Confirm that proposal or withdraw it first.",
      });
    const facts = {
      proposal: row.id,
      phase,
      role,
      endsAt,
      reason,
      ticket,
      missing: missingIn(report),
      waivers,
    };
    await recordAct({ what: "phase_proposed", system, facts }, acting, needs);
    return row.id;
  });
}

export const missingIn = ({ items }: ReadinessReport): string[] =>
  items.filter(({ ok }) => !ok).map(({ name }) => name);

/** Phase 3 is opened on what was learned in phase 2, by the same people: everybody, or this role. */
export async function requireLowerPhase(
  client: Pick<Pool | PoolClient, "query">,
  { system, phase, role }: Pick<Wish, "system" | "phase" | "role">,
): Promise<void> {
  if (phase === 2) return;
  const { open } = await readPhases(client);
  if (open.some((one) => one.system === system && isFor(one, role === undefined ? [] : [role]))) return;
  const whom = role === undefined ? "" : ` for ${role}`;
  throw new ToolError(
    "conflict",
    `Phase 3 of ${system} opens only where phase 2 is open${whom}; nothing was changed.`,
    {
      next: "Open phase 2 first.",
    },
  );
}

function waiversFor(
  given: Readonly<Record<string, string>>,
  report: ReadinessReport,
  { person }: Acting,
): Record<string, Waiver> {
  const missing = missingIn(report);
  const known = report.items.map(({ name }) => name);
  return Object.fromEntries(
    Object.entries(given).map(([item, why]) => {
      if (!known.includes(item))
        throw new ToolError("invalid_input", `There is no item ${item}; the report has ${known.join(", ")}.`);
      if (!missing.includes(item))
        throw new ToolError("invalid_input", `${item} is not missing, so there is nothing to waive.`);
      return [item, { reason: said("reason", why), by: person.id }];
    }),
  );
}
