import type { PhaseNeeds } from "../phase-needs.ts";
import type { ReadinessItem } from "../phases.ts";
import type { Asked } from "./readiness.ts";

/** Whether every emergency approval in this system was looked at by somebody afterwards. */
export async function breakGlassReviewed(
  { system }: Asked,
  { pool }: PhaseNeeds,
): Promise<readonly ReadinessItem[]> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from break_glass_review b join change_request c on c.id = b.request
     where c.system = $1 and b.closed_at is null`,
    [system],
  );
  const count = rows[0]?.count ?? 0;
  return [
    {
      name: "break_glass",
      title: "Emergency approvals are reviewed",
      ok: count === 0,
      found: count === 0 ? "none waits" : `${count} wait for a review`,
      needed: "none waits for its review",
      lacks: count === 0 ? {} : { reviews: count },
    },
  ];
}
