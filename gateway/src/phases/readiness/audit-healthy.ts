import { LIMITS } from "../../limits.ts";
import { type ChainFault, newestChainFault } from "../newest-chain.ts";
import type { PhaseNeeds } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

/** Whether rows are written without delay, as far as this process sees it, and the newest ones are as they were written. */
export async function auditHealthy(
  _asked: Asked,
  { pool, audit }: PhaseNeeds,
): Promise<readonly ReadinessItem[]> {
  const { ms } = audit.writer.lag();
  const { fault, rows } = await newestChainFault(pool, audit.keys.mac);
  const lags = ms > LIMITS.auditLagMs;
  const waiting = lags ? `rows wait for ${Math.round(ms / 1000)} s` : "rows are written without delay";
  return [
    {
      name: "audit",
      title: "Audit",
      ok: !lags && fault === undefined,
      found: [
        audit.isOfCommand ? "a command does not see how long a gateway's rows wait" : waiting,
        fault === undefined ? `the newest ${rows} rows fit together` : sentence(fault),
      ].join("; "),
      lacks: { ...(lags && { delay: 1 }), ...(fault && { [`${fault.chain} ${fault.seq}`]: 1 }) },
      needed: `no row waits longer than ${LIMITS.auditLagMs / 1000} s, and the newest rows fit together`,
    },
  ];
}

export const sentence = ({ chain, seq, what }: ChainFault): string =>
  `row ${seq} of the audit chain ${chain} ${what === "changed" ? "is not what was written" : "does not follow the row before it: rows are missing"}`;
