import type { PoolClient } from "pg";

/** Long enough for what is left of such a transaction, and short enough that a brake behind it is pulled within its second. */
const SILENT_MS = 800;

type Needed = { system: string; phase: 2 | 3; roles: readonly string[] };

/**
 * Whether the phase is open for somebody with these roles, asked in the transaction of a write right before its commit is sent. A
 * brake that was pulled before is seen, whatever any memory says; one that is pulled now waits until that transaction has ended.
 * So keep the transaction short: one that says nothing for 0.8 s, as that of a gateway that stands still, is ended by the database,
 * and what it began is undone. It knows no exceptions of people: `decide` does.
 */
export async function phaseIsOpen(client: PoolClient, { system, phase, roles }: Needed): Promise<boolean> {
  const { rowCount } = await client.query(
    `select set_config('idle_in_transaction_session_timeout', '${SILENT_MS}', true)
     from phase_opening where system = $1 and phase >= $2 and closed_at is null
       and (ends_at is null or ends_at > clock_timestamp()) and (role is null or role = any($3)) for share`,
    [system, phase, roles],
  );
  return (rowCount ?? 0) > 0;
}
