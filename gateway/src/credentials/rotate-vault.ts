import type { Pool } from "pg";
import type { Place, Sealed, Vault } from "./vault.ts";

const AT_ONCE = 100;

type Sealing = Place & Sealed & { id: string };

/** Where something is sealed: connections, and ended ones whose vendor is still to be told. */
const TABLES = ["connection", "ended_connection"] as const;
const SEALED = TABLES.map((table) => `select kid from ${table} where kid is not null`).join(" union all ");

/** How many connections each key still opens. */
export async function keysOfVault(pool: Pool): Promise<{ kid: string; count: number }[]> {
  const { rows } = await pool.query<{ kid: string; count: number }>(
    `select kid, count(*)::int as count from (${SEALED}) sealed group by kid order by kid`,
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
  const counted = await pool.query<{ count: number }>(
    `select count(*)::int as count from (${SEALED}) sealed where kid <> $1`,
    [current],
  );
  const total = counted.rows[0]?.count ?? 0;
  let [done, unreadable] = [0, 0];
  for (const table of TABLES) {
    for (let after: string | undefined; ; ) {
      const { rows } = await pool.query<Sealing>(
        `select id, person, system, kid, wrapped, sealed from ${table}
         where kid is not null and kid <> $1 and ($2::uuid is null or id > $2::uuid) order by id limit ${AT_ONCE}`,
        [current, after ?? null],
      );
      const last = rows.at(-1);
      if (last === undefined) break;
      for (const row of rows) {
        if (await rewrapped(pool, vault, table, row)) done += 1;
        else unreadable += 1;
      }
      after = last.id;
      tell(done + unreadable, total);
    }
  }
  return { done, unreadable };
}

/** A row that a refresh has sealed anew in between is under the current key already. */
async function rewrapped(
  pool: Pool,
  vault: Vault,
  table: (typeof TABLES)[number],
  row: Sealing,
): Promise<boolean> {
  const fresh = await vault.rewrap(row, row).catch(() => undefined);
  if (fresh === undefined) return false;
  await pool.query(`update ${table} set kid = $2, wrapped = $3 where id = $1 and wrapped = $4`, [
    row.id,
    fresh.kid,
    fresh.wrapped,
    row.wrapped,
  ]);
  return true;
}
