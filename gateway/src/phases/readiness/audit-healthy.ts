import { LIMITS } from "../../limits.ts";
import { type ChainFault, newestChainFault } from "../newest-chain.ts";
import type { PhaseNeeds } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

/** Whether rows are written without delay and the newest ones are as they were written. */
export async function auditHealthy(
  _asked: Asked,
  { pool, audit }: PhaseNeeds,
): Promise<readonly ReadinessItem[]> {
  const { ms } = audit.writer.lag();
  const { fault, rows } = await newestChainFault(pool, audit.keys.mac);
  const lags = ms > LIMITS.auditLagMs;
  return [
    {
      name: "audit",
      title: "Audit",
      ok: !lags && fault === undefined,
      found: [
        lags ? `rows wait for ${Math.round(ms / 1000)} s` : "rows are written without delay",
        fault === undefined ? `the newest ${rows} rows fit together` : sentence(fault),
      ].join("; "),
      needed: `no row waits longer than ${LIMITS.auditLagMs / 1000} s, and the newest rows fit together`,
    },
  ];
}

export const sentence = ({ chain, seq, what }: ChainFault): string =>
  `row ${seq} of the audit chain ${chain} ${what === "changed" ? "is not what was written" : "does not follow the row before it: rows are missing"}`;
