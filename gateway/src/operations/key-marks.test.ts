import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { lossesOf, rememberKeys } from "./key-marks.ts";

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.stop();
});

const vault = (...fingerprints: string[]) => [{ use: "vault" as const, fingerprints }];

test("a key that a database never saw is no loss, until another one was used with it", async () => {
  expect(await lossesOf(database.pool, vault("first"))).toEqual([]);
  await rememberKeys(database.pool, vault("first"));
  expect(await lossesOf(database.pool, vault("first"))).toEqual([]);
  expect(await lossesOf(database.pool, vault("another"))).toEqual([
    expect.stringMatching(/^vault\.keys is not the key .* connects theirs anew$/),
  ]);
});

test("a key that was exchanged in good order is no loss: the former one stands behind the new one", async () => {
  expect(await lossesOf(database.pool, vault("second", "first"))).toEqual([]);
  await rememberKeys(database.pool, vault("second", "first"));
  expect(await lossesOf(database.pool, vault("second"))).toEqual([]);
  expect(await lossesOf(database.pool, vault("first"))).toHaveLength(1);
});
