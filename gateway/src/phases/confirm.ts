import { ToolError } from "@gatehouse/tool";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "../directory/in-transaction.ts";
import { isAdministrator, requireAdministrator, requireFresh } from "./acting.ts";
import { recordAct } from "./phase-audit.ts";
import { type PhaseNeeds, PROPOSAL_DAYS } from "./phase-needs.ts";
import type { Acting, ProposalView, ReadinessReport } from "./phases.ts";
import { proposalBy } from "./proposals.ts";
import { missingIn, requireLowerPhase } from "./propose.ts";
import { readinessReport } from "./readiness/readiness.ts";
import { type Worsened, worsened } from "./worsened.ts";

/**
 * Opens what another administrator proposed, if it is still as ready as it must be. Nothing is waived here: whatever is waived
 * stands in the proposal, so that two people have seen it.
 */
export async function confirm(acting: Acting, id: string, needs: PhaseNeeds, freshMs: number): Promise<void> {
  await requireAdministrator(acting, needs);
  requireFresh(acting, freshMs);
  const proposal = await proposalBy(needs.pool, id);
  const { system, phase, role, endsAt, proposedBy, waivers } = proposal;
  if (proposal.state !== "proposed") throw notWaiting(proposal.state);
  if (proposedBy.id === acting.person.id)
    throw new ToolError("not_allowed", "Another administrator than the one who proposed it must confirm.", {
      next: "Ask a second administrator.",
    });
  await requireProposer(needs.pool, proposal, needs);
  if (endsAt !== undefined && endsAt.getTime() <= Date.now())
    throw new ToolError("conflict", "Its end has passed already; nothing was opened.", {
      next: "Withdraw it.",
    });
  const openers = [proposedBy.id, acting.person.id];
  const report = await readinessReport({ system, phase, role, openers }, needs);
  const lacking = missingIn(report).filter((item) => !Object.hasOwn(waivers, item));
  if (lacking.length > 0) throw notReady(lacking, report);
  const worse = worsened(proposal, report);
  if (worse.length > 0) throw notAsWaived(worse);
  await inTransaction(needs.pool, async (client) => {
    await consume(client, acting, proposal, report);
    await requireLowerPhase(client, proposal);
    // Making the report, and waiting for a brake or another confirmation, may have taken a while.
    await requireAdministrator(acting, needs, client);
    await requireProposer(client, proposal, needs);
    const replaced = await open(client, acting, proposal, openers);
    const facts = {
      proposal: id,
      phase,
      role,
      endsAt,
      openers,
      replaced,
      missing: missingIn(report),
      waivers,
    };
    await recordAct({ what: "phase_opened", system, facts }, acting, needs);
  });
}

async function requireProposer(
  client: Pick<Pool | PoolClient, "query">,
  { proposedBy }: ProposalView,
  needs: PhaseNeeds,
): Promise<void> {
  if (await isAdministrator(client, proposedBy.id, needs)) return;
  throw new ToolError(
    "conflict",
    `${proposedBy.name}, who proposed it, is no administrator any more; nothing was opened.`,
    { next: "Withdraw it and propose it anew." },
  );
}

/** Only one confirmation finds it waiting; a brake that came first has withdrawn it. */
async function consume(
  client: PoolClient,
  { person }: Acting,
  { id }: ProposalView,
  report: ReadinessReport,
) {
  const { rowCount } = await client.query(
    `update phase_proposal set state = 'confirmed', decided_by = $2, decided_at = now(), report = $3
     where id = $1 and state = 'proposed' and proposed_at + make_interval(days => $4) > now()`,
    [id, person.id, report, PROPOSAL_DAYS],
  );
  if (rowCount !== 1) throw notWaiting("decided");
}

/** What is opened for everybody ends every trial of the same phase, and what is opened anew ends what it stands in for. */
async function open(
  client: PoolClient,
  { person }: Acting,
  { id, system, phase, role, endsAt }: ProposalView,
  openers: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `update phase_opening set closed_at = now(), closed_by = $4, closed_as = 'replaced', close_reason = 'opened anew'
     where system = $1 and phase = $2 and closed_at is null and ($3::text is null or role = $3) returning id`,
    [system, phase, role ?? null, person.id],
  );
  await client.query(
    "insert into phase_opening (system, phase, role, proposal, openers, ends_at) values ($1, $2, $3, $4, $5, $6)",
    [system, phase, role ?? null, id, openers, endsAt ?? null],
  );
  return rows.map((row) => row.id);
}

const notWaiting = (state: string) =>
  new ToolError("conflict", `This proposal does not wait any more: it is ${state}. Nothing was opened.`, {
    next: "Look at where the system stands, and propose anew if it is still needed.",
  });

function notAsWaived(worse: readonly Worsened[]): ToolError {
  const said = worse.map(({ name, waived, now }) => `${name} (when it was waived: ${waived}; now: ${now})`);
  return new ToolError(
    "conflict",
    `A waiver covers only what was found when it was given, and it is worse by now: ${said.join("; ")}. Nothing was opened.`,
    { next: "See to it, or withdraw this proposal and propose anew with a reason that covers it." },
  );
}

function notReady(lacking: readonly string[], { items }: ReadinessReport): ToolError {
  const said = items
    .filter(({ name }) => lacking.includes(name))
    .map(({ name, found, needed }) => `${name} (needed: ${needed}; found: ${found})`);
  return new ToolError("conflict", `Not ready, and not waived: ${said.join("; ")}. Nothing was opened.`, {
    next: "See to what is missing, or propose anew with a reason for going on without it.",
  });
}
