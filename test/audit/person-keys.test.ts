import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the audit's keys are seen here without the gateway around them
import { auditKeysFrom } from "../../gateway/src/audit/keys.ts";
// @boundaries-ignore as above
import { type PersonKeys, personKeys, UnreadableKey } from "../../gateway/src/audit/person-keys.ts";
// @boundaries-ignore as above
import { type Database, openDatabase } from "../../gateway/src/store/database.ts";
// @boundaries-ignore as above
import { openLiveDirectory } from "../../gateway/src/store/liveness.ts";
// @boundaries-ignore as above
import { migrate } from "../../gateway/src/store/migrate.ts";
import { startTestDatabase, type TestDatabase } from "../support/database.ts";

const secret = randomBytes(32).toString("base64");
const auditKeys = auditKeysFrom(secret);

let testDatabase: TestDatabase;
let database: Database;
let keys: PersonKeys;
let directory: Awaited<ReturnType<typeof openLiveDirectory>>;
beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
  keys = personKeys(database.pool, auditKeys);
  directory = await openLiveDirectory(database, undefined, [keys]);
});
afterAll(async () => {
  await directory?.close();
  await database?.close();
  await testDatabase?.stop();
});

const erase = (person: string) =>
  database.pool.query("delete from audit_person_key where person = $1", [person]);

test("a person's key is made once, kept, and the same for every replica", async () => {
  const person = randomUUID();
  const key = await keys.get(person);
  expect(keys.get(person)).toBe(key);
  const replica = personKeys(database.pool, auditKeys);
  expect((await replica.get(person)).equals(key)).toBe(true);
});

test("two replicas that meet a person at once agree on the key", async () => {
  const person = randomUUID();
  const replica = personKeys(database.pool, auditKeys);
  const [one, other] = await Promise.all([keys.get(person), replica.get(person)]);
  expect(one.equals(other)).toBe(true);
});

test("an erased key is forgotten where it was kept, so that nothing more is sealed with it", async () => {
  const person = randomUUID();
  const erased = await keys.get(person);
  await erase(person);
  await expect.poll(async () => (await keys.get(person)).equals(erased)).toBe(false);
});

test("an erasure that was missed while notices were interrupted counts once they are back", async () => {
  const person = randomUUID();
  const erased = await keys.get(person);
  await testDatabase.dropConnections();
  await erase(person).catch(() => erase(person));
  await expect.poll(async () => (await keys.get(person)).equals(erased)).toBe(false);
});

test("a key that an erasure overtook is not kept", async () => {
  const person = randomUUID();
  const asked = keys.get(person);
  keys.onChange("key", person);
  const key = await asked;
  const again = keys.get(person);
  expect(again).toBeInstanceOf(Promise);
  expect((await again).equals(key)).toBe(true);
});

test("readers make no key, and are told of one that was changed", async () => {
  const person = randomUUID();
  expect(await keys.find(person)).toBeUndefined();
  await keys.get(person);
  const other = personKeys(database.pool, auditKeysFrom(randomBytes(32).toString("base64")));
  await expect(other.find(person)).rejects.toThrow(UnreadableKey);
});
