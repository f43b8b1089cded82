import { inTransaction } from "../directory/in-transaction.ts";
import type { ClosedAs, Opening } from "./openings.ts";
import { recordClosing } from "./phase-audit.ts";
import type { PhaseNeeds } from "./phase-needs.ts";
import type { Acting } from "./phases.ts";

type Closed = Pick<Opening, "id" | "phase"> & { role: string | null };

type Order = {
  system: string;
  /** Everything above this is closed. */
  to: 1 | 2;
  as: Exclude<ClosedAs, "ended" | "replaced">;
  reason: string;
  /** Undefined: the gateway by itself. */
  acting?: Acting | undefined;
};

/**
 * Closes what is open, and withdraws what was proposed on the strength of how things stood before. An opening that is under way is
 * waited for and closed with the rest. Safe to be ordered by several at once: each opening is closed by one of them.
 */
export async function closeOpenings(
  { system, to, as, reason, acting }: Order,
  needs: Pick<PhaseNeeds, "pool" | "audit" | "log">,
): Promise<Closed[]> {
  const by = acting?.person.id ?? null;
  const { closed, withdrawn } = await inTransaction(needs.pool, async (client) => {
    // Proposals first, in the order in which a confirmation takes them.
    const proposals = await client.query<{ id: string }>(
      `update phase_proposal set state = 'withdrawn', decided_by = $3, decided_at = now()
       where system = $1 and phase > $2 and state = 'proposed' returning id`,
      [system, to, by],
    );
    const openings = await client.query<Closed>(
      `update phase_opening set closed_at = now(), closed_by = $3, closed_as = $4, close_reason = $5
       where system = $1 and phase > $2 and closed_at is null returning id, phase, role`,
      [system, to, by, as, reason],
    );
    return { closed: openings.rows, withdrawn: proposals.rows.map(({ id }) => id) };
  });
  if (closed.length + withdrawn.length === 0) return closed;
  const facts = { to, as, reason, closed, withdrawn };
  await recordClosing(
    { what: as === "brake" ? "phase_brake" : "phase_closed", system, facts },
    acting,
    needs,
  );
  return closed;
}
