import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { createConnections, credentialIn } from "./connections.ts";
import { localKeys } from "./key-service.ts";
import { keysOfVault, rotateVault } from "./rotate-vault.ts";
import { createVault } from "./vault.ts";

const COUNT = 230;
const [old, next] = ["2026", "2027"].map((id) => ({ id, key: randomBytes(32) })) as [Key, Key];
type Key = { id: string; key: Buffer };
let testDatabase: TestDatabase;
let database: Database;
let people: string[];

beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into person (issuer, subject) select 'i', n::text from generate_series(1, $1) n returning id",
    [COUNT],
  );
  people = rows.map(({ id }) => id);
  const connections = createConnections(database.pool, createVault(localKeys([old])));
  for (const person of people)
    await connections.save(
      { person, system: "vendor" },
      { account: undefined, scopes: [], credential: { refreshToken: `r ${person}`, tokens: {} } },
    );
}, 60_000);
afterAll(async () => {
  await database.close();
  await testDatabase.stop();
});

const sealedOf = async () => {
  const { rows } = await database.pool.query<{ sealed: Buffer }>(
    "select sealed from connection order by person",
  );
  return rows.map(({ sealed }) => sealed.toString("base64"));
};

test("a rotation that was stopped goes on where it was, and ends with the old key opening nothing", async () => {
  const both = createVault(localKeys([next, old]));
  const before = await sealedOf();
  const stopped = rotateVault(database.pool, both, () => {
    throw new Error("stopped");
  });
  await expect(stopped).rejects.toThrow("stopped");
  expect(await keysOfVault(database.pool)).toEqual([
    { kid: "2026", count: COUNT - 100 },
    { kid: "2027", count: 100 },
  ]);
  const told: string[] = [];
  const outcome = await rotateVault(database.pool, both, (done, total) => told.push(`${done}/${total}`));
  expect(outcome).toEqual({ done: COUNT - 100, unreadable: 0 });
  expect(told).toEqual(["100/130", "130/130"]);
  expect(await keysOfVault(database.pool)).toEqual([{ kid: "2027", count: COUNT }]);
  expect(await sealedOf()).toEqual(before);
  const [person = ""] = people;
  const { rows } = await database.pool.query("select * from connection where person = $1", [person]);
  const credential = await credentialIn(createVault(localKeys([next])), rows[0]);
  expect(credential?.refreshToken).toBe(`r ${person}`);
});

test("rows whose key is not there are left as they are and counted", async () => {
  const third = { id: "2028", key: randomBytes(32) };
  const outcome = await rotateVault(database.pool, createVault(localKeys([third])), () => {});
  expect(outcome).toEqual({ done: 0, unreadable: COUNT });
  expect(await keysOfVault(database.pool)).toEqual([{ kid: "2027", count: COUNT }]);
});
