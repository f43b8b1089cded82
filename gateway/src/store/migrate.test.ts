import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "./database.ts";
import { migrate, migrationsFolder } from "./migrate.ts";
import { removeExpired } from "./remove-expired.ts";

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
});
afterAll(async () => {
  await database.close();
  await testDatabase.stop();
});

test("replicas that start together migrate once, and a later start changes nothing", async () => {
  await Promise.all([1, 2, 3].map(() => migrate(database)));
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
