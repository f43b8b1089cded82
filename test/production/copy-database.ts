import pg from "pg";

/**
 * What `pg_dump --data-only` and `psql` do, as far as rows go: every row of one database into another of the same tables.
 * Triggers stand still meanwhile, as they do in a restore. (A pg_dump of the server's own version is at hand nowhere here.)
 */
export async function copyDatabase(fromUrl: string, toUrl: string): Promise<void> {
  const [from, to] = [fromUrl, toUrl].map((connectionString) => new pg.Client({ connectionString }));
  if (from === undefined || to === undefined) return;
  await Promise.all([from.connect(), to.connect()]);
  try {
    await to.query("begin; set local session_replication_role = replica");
    for (const table of await tablesOf(from)) {
      const { rows } = await from.query<{ all: string | null }>(
        `select json_agg(t)::text as all from ${table} t`,
      );
      await to.query(`delete from ${table}`);
      await to.query(
        `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1::json)`,
        [rows[0]?.all ?? "[]"],
      );
    }
    await to.query("commit");
  } finally {
    await Promise.all([from.end(), to.end()]);
  }
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public' order by 1",
  );
  return rows.map(({ name }) => name);
}
