import { newestChainFault } from "../newest-chain.ts";
import { recordAct } from "../phase-audit.ts";
import type { PhaseNeeds } from "../phase-needs.ts";
import { sentence } from "../readiness/audit-healthy.ts";
import type { Finding } from "./demotion.ts";

/** So long without a written row, and nothing may be changed any more. */
const FAILING_MS = 30_000;

/** Every system, where rows cannot be written. Tries one itself first: a quiet gateway must not take an old failure for a present one. */
export async function auditUnwritten(
  systems: readonly string[],
  needs: Pick<PhaseNeeds, "audit">,
): Promise<Finding[]> {
  const { writer } = needs.audit;
  if (writer.failingMs() === 0) return [];
  const facts = { failingMs: writer.failingMs() };
  await recordAct({ what: "audit_written_again", system: null, facts }, undefined, needs).catch(
    () => undefined,
  );
  if (writer.failingMs() < FAILING_MS) return [];
  const reason = `the audit could not be written for ${FAILING_MS / 1000} s`;
  return systems.map((system) => ({ system, cause: "audit_failure", reason }));
}

/** Every system, where the newest rows are not what was written: then nobody can say what else was changed. */
export async function auditBroken(
  systems: readonly string[],
  { pool, audit }: Pick<PhaseNeeds, "pool" | "audit">,
): Promise<Finding[]> {
  const { fault } = await newestChainFault(pool, audit.keys.mac);
  if (fault === undefined) return [];
  return systems.map((system) => ({ system, cause: "audit_failure", reason: sentence(fault) }));
}
