import { ToolError } from "@gatehouse/tool";
import { requireAdministrator, said } from "./acting.ts";
import { closeOpenings } from "./close-openings.ts";
import { confirm } from "./confirm.ts";
import { historyOf } from "./history.ts";
import { overviewOf } from "./overview.ts";
import { recordAct, recordClosing } from "./phase-audit.ts";
import { catalogHash, catalogOf, type PhaseNeeds } from "./phase-needs.ts";
import type { Acting, ContractRun, Phases } from "./phases.ts";
import { proposalBy } from "./proposals.ts";
import { propose } from "./propose.ts";
import { readinessReport } from "./readiness/readiness.ts";

export function createPhases(needs: PhaseNeeds): Phases {
  const { pool } = needs;
  const freshMs = () => needs.config().approvals.freshMinutes * 60_000;
  return {
    freshMs,
    overview: () => overviewOf(needs),
    report: (system, phase, role, openers = []) => readinessReport({ system, phase, role, openers }, needs),
    proposal: (id) => proposalBy(pool, id),
    propose: async (acting, wish) => proposalBy(pool, await propose(acting, wish, needs, freshMs())),
    async confirm(acting, id) {
      await confirm(acting, id, needs, freshMs());
      return proposalBy(pool, id);
    },
    async withdraw(acting, id) {
      await withdraw(acting, id, needs);
      return proposalBy(pool, id);
    },
    async close(acting, system, to, reason) {
      await requireAdministrator(acting, needs);
      catalogOf(needs, system);
      const order = { system, to, as: "closed", reason: said("reason", reason), acting } as const;
      return (await closeOpenings(order, needs)).length;
    },
    async brake(acting, system, reason) {
      await requireAdministrator(acting, needs);
      return brake(acting, system, said("reason", reason), needs);
    },
    async history(system) {
      catalogOf(needs, system);
      return historyOf(system, pool);
    },
    recordContract: (acting, run) => recordContract(acting, run, needs),
  };
}

/** Each system by itself, so that one that cannot be closed at once keeps no other open. */
async function brake(acting: Acting, which: string, reason: string, needs: PhaseNeeds): Promise<number> {
  if (which !== "all") catalogOf(needs, which);
  const systems = which === "all" ? await systemsIn(needs) : [which];
  const results = await Promise.allSettled(
    systems.map((system) => closeOpenings({ system, to: 1, as: "brake", reason, acting }, needs)),
  );
  const open = systems.filter((_, index) => results[index]?.status === "rejected");
  const cause = results.find((result) => result.status === "rejected")?.reason;
  if (open.length > 0)
    throw new ToolError(
      "upstream_unavailable",
      `Not closed yet: ${open.join(", ")}. Everything else is closed.`,
      {
        cause,
        next: "Pull the brake again.",
      },
    );
  return results.reduce((sum, result) => sum + (result.status === "fulfilled" ? result.value.length : 0), 0);
}

/** Also systems that are no longer configured: what is open there must not come back with them. */
async function systemsIn({ pool, catalogs }: PhaseNeeds): Promise<string[]> {
  const { rows } = await pool.query<{ system: string }>(
    `select system from phase_opening where closed_at is null
     union select system from phase_proposal where state = 'proposed'`,
  );
  return [...new Set([...Object.keys(catalogs), ...rows.map(({ system }) => system)])];
}

async function withdraw(acting: Acting, id: string, needs: PhaseNeeds): Promise<void> {
  await requireAdministrator(acting, needs);
  const { system, phase, role } = await proposalBy(needs.pool, id);
  const { rowCount } = await needs.pool.query(
    `update phase_proposal set state = 'withdrawn', decided_by = $2, decided_at = now() where id = $1 and state = 'proposed'`,
    [id, acting.person.id],
  );
  if (rowCount !== 1)
    throw new ToolError("conflict", "This proposal does not wait any more; nothing was withdrawn.");
  await recordClosing(
    { what: "phase_proposal_withdrawn", system, facts: { proposal: id, phase, role } },
    acting,
    needs,
  );
}

async function recordContract(acting: Acting, run: ContractRun, needs: PhaseNeeds): Promise<void> {
  await requireAdministrator(acting, needs);
  const { system, target, passed, failed, ranAt } = run;
  const hash = catalogHash(catalogOf(needs, system));
  if (ranAt.getTime() > Date.now() + 60_000)
    throw new ToolError("invalid_input", "A run in the future proves nothing; nothing was recorded.");
  await recordAct({ what: "contract_recorded", system, facts: { ...run, catalog: hash } }, acting, needs);
  await needs.pool.query(
    `insert into contract_result (system, target, passed, failed, catalog_hash, ran_at, recorded_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [system, target, passed, failed, hash, ranAt, acting.person.id],
  );
}
