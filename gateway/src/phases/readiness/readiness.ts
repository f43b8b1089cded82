import type { PhaseNeeds } from "../phase-needs.ts";
import { approvedTools, catalogOf } from "../phase-needs.ts";
import type { ReadinessItem, ReadinessReport } from "../phases.ts";
import { approvers } from "./approvers.ts";
import { auditHealthy } from "./audit-healthy.ts";
import { breakGlassReviewed } from "./break-glass-reviewed.ts";
import { channelsTested } from "./channels-tested.ts";
import { contractPassed } from "./contract-passed.ts";
import { daysAndCalls } from "./days-and-calls.ts";
import { toolsAssigned } from "./tools-assigned.ts";

/** What a report is about. `openers` are the people who would open the phase. */
export type Asked = {
  system: string;
  phase: 2 | 3;
  role?: string | undefined;
  openers: readonly string[];
};

/** One look at one side of it; several items where one question answers them. */
export type Look = (
  asked: Asked,
  needs: PhaseNeeds,
) => Promise<readonly ReadinessItem[]> | readonly ReadinessItem[];

const ALWAYS: readonly Look[] = [
  daysAndCalls,
  contractPassed,
  toolsAssigned,
  auditHealthy,
  breakGlassReviewed,
];
/** Only where anything waits for an approval. */
const APPROVED: readonly Look[] = [approvers, channelsTested];

/** How ready a system is for a phase, item by item. Throws `not_found` for an unknown system. */
export async function readinessReport(asked: Asked, needs: PhaseNeeds): Promise<ReadinessReport> {
  const { system, phase, role } = asked;
  catalogOf(needs, system);
  const looks = approvedTools(needs, asked).length > 0 || phase === 3 ? [...ALWAYS, ...APPROVED] : ALWAYS;
  const items = await Promise.all(looks.map((look) => look(asked, needs)));
  return { system, phase, role, at: new Date().toISOString(), items: items.flat() };
}
