import { randomUUID } from "node:crypto";
import pg from "pg";

type Options = {
  /** Only its holders get it. */
  role?: string;
  endsAt?: Date;
  /** Ids of the two who opened it. */
  openers?: readonly string[];
};

/**
 * Opens a phase as two administrators would have, without them: a confirmed proposal and its opening. `where` is a database's URL or
 * a pool on it. Returns the opening's id.
 */
export async function openPhase(
  where: string | Pick<pg.Pool, "query">,
  system: string,
  phase: 2 | 3,
  { role, endsAt, openers = [randomUUID(), randomUUID()] }: Options = {},
): Promise<string> {
  if (typeof where === "string") {
    const client = new pg.Client({ connectionString: where });
    await client.connect();
    try {
      return await openPhase(client as never, system, phase, {
        ...(role && { role }),
        ...(endsAt && { endsAt }),
        openers,
      });
    } finally {
      await client.end();
    }
  }
  const { rows } = await where.query(
    `with proposal as (insert into phase_proposal
         (system, phase, role, ends_at, reason, ticket, state, report, proposed_by, decided_by, decided_at)
       values ($1, $2, $3, $4, 'opened by a test', 'TEST-1', 'confirmed', '{}', $5, $6, now()) returning id)
     insert into phase_opening (system, phase, role, proposal, openers, ends_at)
     select $1, $2, $3, id, $7::uuid[], $4 from proposal returning id`,
    [system, phase, role ?? null, endsAt ?? null, openers[0], openers[1] ?? openers[0], openers],
  );
  return rows[0].id;
}
