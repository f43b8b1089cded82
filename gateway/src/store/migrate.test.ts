import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { migrationsFolder } from "./migrations-folder.ts";
import { removeExpired } from "./remove-expired.ts";
import { requireSchema } from "./schema-state.ts";

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await startTestDatabase({ isEmpty: true });
  database = openDatabase({ url: testDatabase.url });
});
afterAll(async () => {
  await database.close();
  await testDatabase.stop();
});

test("a database without tables is refused with what to do, and a dry run tells the steps and takes none", async () => {
  await expect(requireSchema(database)).rejects.toThrow(/lacks \d+ steps .*0000_tables.*gatehouse migrate/);
  const steps = await migrate(database, { dryRun: true });
  expect(steps[0]).toBe("0000_tables");
  expect(await migrate(database, { dryRun: true })).toEqual(steps);
});

test("replicas that start together migrate once, and a later start changes nothing", async () => {
  const steps = await migrate(database, { dryRun: true });
  const taken = await Promise.all([1, 2, 3].map(() => migrate(database)));
  expect(taken.filter(({ length }) => length > 0)).toEqual([steps]);
  await expect(requireSchema(database)).resolves.toBeUndefined();
  const applied = () => database.pool.query("select hash from drizzle.__drizzle_migrations order by id");
  const { rows } = await applied();
  expect(new Set(rows.map(({ hash }) => hash)).size).toBe(rows.length);
  await migrate(database);
  expect((await applied()).rows).toEqual(rows);
});

test("the migrations are found", () => {
  expect(existsSync(path.join(migrationsFolder(), "meta", "_journal.json"))).toBe(true);
});

test("what has expired is removed, and nothing else", async () => {
  await database.pool.query(`
    insert into oidc_model (model, id_hash, payload, expires_at) values
      ('Grant', 'over', '{}', now() - interval '1 second'), ('Grant', 'valid', '{}', now() + interval '1 hour');
    insert into sign_in_attempt values ('over', '', '', '', '', now() - interval '1 second'),
      ('valid', '', '', '', '', now() + interval '1 hour')`);
  await removeExpired(database);
  const { rows } = await database.pool.query(
    "select id_hash as id from oidc_model union all select state_hash from sign_in_attempt",
  );
  expect(rows).toEqual([{ id: "valid" }, { id: "valid" }]);
});

test("a database of a newer version is refused by the start and by the migration", async () => {
  await database.pool.query(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 9999999999999)",
  );
  await expect(requireSchema(database)).rejects.toThrow("newer version");
  await expect(migrate(database)).rejects.toThrow("newer version");
  await expect(migrate(database, { dryRun: true })).rejects.toThrow("newer version");
});
