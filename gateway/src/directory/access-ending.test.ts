import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { openLiveDirectory } from "../store/liveness.ts";
import { migrate } from "../store/migrate.ts";
import { type AccessEnding, createAccessEnding } from "./access-ending.ts";

const SILENT = { info() {}, warn() {}, error() {} } as never;

let testDatabase: TestDatabase;
let database: Database;
let ending: AccessEnding;
let person: string;
beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.stop();
});
beforeEach(async () => {
  ending = createAccessEnding(database, SILENT);
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into person (issuer, subject) values ('https://idp.example', $1) returning id",
    [randomUUID()],
  );
  person = rows[0]?.id ?? "";
});
afterEach(() => ending.close());

const addLogin = (id: string = randomUUID()) =>
  database.pool.query(
    `insert into oidc_model (model, id_hash, payload, grant_id, expires_at) values
       ('Grant', $1, $2, null, now() + interval '1 hour'), ('RefreshToken', $1, $2, $1, now() + interval '1 hour')`,
    [id, JSON.stringify({ accountId: person })],
  );
const count = async (table: "oidc_model" | "access_ending") => {
  const where = table === "oidc_model" ? "payload->>'accountId' = $1" : "person::text = $1";
  const { rows } = await database.pool.query(`select count(*)::int as n from ${table} where ${where}`, [
    person,
  ]);
  return rows[0]?.n;
};
const switchOff = () => database.pool.query("update person set active = false where id = $1", [person]);
const switchOn = () => database.pool.query("update person set active = true where id = $1", [person]);

test("logins end with the change itself, whoever makes it, and a reactivation brings none back", async () => {
  await addLogin();
  await switchOff();
  expect(await count("oidc_model")).toBe(0);
  await switchOn();
  expect(await count("oidc_model")).toBe(0);
});

test("a person who is deleted loses their logins too", async () => {
  await addLogin();
  await database.pool.query("delete from person where id = $1", [person]);
  expect(await count("oidc_model")).toBe(0);
});

test("everything that was registered ends within moments of the notice", async () => {
  const ended: string[] = [];
  ending.onAccessEnded({ what: "things", end: async (id) => void ended.push(id), leftovers: async () => [] });
  const directory = await openLiveDirectory(database, undefined, [ending]);
  await expect.poll(() => directory.isSure()).toBe(true);
  await switchOff();
  await expect.poll(() => ended, { timeout: 2_000 }).toContain(person);
  await expect.poll(() => count("access_ending")).toBe(0);
  await directory.close();
});

test("what failed is tried again, also after a person came back, and only for what was before", async () => {
  const untils: Date[] = [];
  let isBroken = true;
  ending.onAccessEnded({
    what: "a vendor that is down",
    async end(id, until) {
      if (id !== person) return;
      untils.push(until);
      if (isBroken) throw new Error("down");
    },
    leftovers: async () => [],
  });
  await switchOff();
  await ending.sweep();
  expect(await count("access_ending")).toBe(1);
  await switchOn();
  isBroken = false;
  // As fifteen seconds later: the claim of the failed attempt has run out.
  await database.pool.query("update access_ending set claimed_until = now() where person = $1", [person]);
  await ending.sweep();
  expect(await count("access_ending")).toBe(0);
  expect(untils).toHaveLength(2);
  expect(untils[0]).toEqual(untils[1]);
});

test("two replicas do not end the same at once", async () => {
  let times = 0;
  const ender = {
    what: "things",
    async end(id: string) {
      if (id === person) times += 1;
    },
    leftovers: async () => [],
  };
  const other = createAccessEnding(database, SILENT);
  for (const one of [ending, other]) one.onAccessEnded(ender);
  await switchOff();
  await Promise.all([ending.sweep(), other.sweep()]);
  await other.close();
  expect(times).toBe(1);
});

test("a look finds what a sign-in saved after its person was switched off", async () => {
  await switchOff();
  await ending.sweep();
  await addLogin();
  await ending.sweep();
  expect(await count("oidc_model")).toBe(0);
});

test("a gateway that starts makes up for one that died before it was done", async () => {
  await switchOff();
  expect(await count("access_ending")).toBe(1);
  ending.start();
  await expect.poll(() => count("access_ending")).toBe(0);
});
