import type { Pool } from "pg";
import { type Row, sealedIn } from "./connections.ts";
import type { Vault } from "./vault.ts";

const AT_ONCE = 100;

/** How many connections each key still opens. */
export async function keysOfVault(pool: Pool): Promise<{ kid: string; count: number }[]> {
  const { rows } = await pool.query<{ kid: string; count: number }>(
    "select kid, count(*)::int as count from connection where kid is not null group by kid order by kid",
  );
  return rows;
}

/**
 * Wraps every data key that another key wraps under the current one; what they seal stays as it is, and nobody notices. It may
 * end at any time: whatever was not reached is found by the next run. `tell` hears how many are done. Rows that do not open
 * are left and counted.
 */
export async function rotateVault(
  pool: Pool,
  vault: Vault,
  tell: (done: number, total: number) => void,
): Promise<{ done: number; unreadable: number }> {
  const current = await vault.currentKid();
  const due = "kid is not null and kid <> $1";
  const counted = await pool.query<{ count: number }>(
    `select count(*)::int as count from connection where ${due}`,
    [current],
  );
  const total = counted.rows[0]?.count ?? 0;
  let [done, unreadable] = [0, 0];
  for (let after: [string, string] | undefined; ; ) {
    const { rows } = await pool.query<Row>(
      `select * from connection where ${due} and ($2::uuid is null or (person, system) > ($2::uuid, $3))
       order by person, system limit ${AT_ONCE}`,
      [current, after?.[0] ?? null, after?.[1] ?? null],
    );
    for (const row of rows) {
      if (await rewrapped(pool, vault, row)) done += 1;
      else unreadable += 1;
    }
    const last = rows.at(-1);
    if (last === undefined) return { done, unreadable };
    after = [last.person, last.system];
    tell(done + unreadable, total);
  }
}

/** A row that a refresh has sealed anew in between is under the current key already. */
async function rewrapped(pool: Pool, vault: Vault, row: Row): Promise<boolean> {
  const sealed = sealedIn(row);
  const fresh = sealed && (await vault.rewrap(row, sealed).catch(() => undefined));
  if (sealed === undefined || fresh === undefined) return false;
  await pool.query(
    "update connection set kid = $3, wrapped = $4 where person = $1 and system = $2 and wrapped = $5",
    [row.person, row.system, fresh.kid, fresh.wrapped, sealed.wrapped],
  );
  return true;
}
