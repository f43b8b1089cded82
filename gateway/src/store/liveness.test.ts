import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "./database.ts";
import { hashId } from "./hash-id.ts";
import { createLiveDirectory, openLiveDirectory, type Person } from "./liveness.ts";
import { migrate } from "./migrate.ts";

let testDatabase: TestDatabase;
let database: Database;
let directory: Awaited<ReturnType<typeof openLiveDirectory>>;
let personId: string;
let grantId: string;

beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
  directory = await openLiveDirectory(database);
});
afterAll(async () => {
  await directory.close();
  await database.close();
  await testDatabase.stop();
});

const insertGrant = (id: string, accountId: string, lifeSeconds = 3600) =>
  database.pool.query(
    `insert into oidc_model (model, id_hash, payload, expires_at)
     values ('Grant', $1, $2, now() + make_interval(secs => $3))`,
    [hashId(id), JSON.stringify({ accountId }), lifeSeconds],
  );

beforeEach(async () => {
  const subject = randomUUID();
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into person (issuer, subject, groups) values ('https://idp.example', $1, '{finance}') returning id",
    [subject],
  );
  personId = rows[0]?.id ?? "";
  grantId = randomUUID();
  await insertGrant(grantId, personId);
  await expect.poll(() => directory.isSure()).toBe(true);
  await directory.get(personId, grantId);
  // The notice of the new person may still be on its way and drop the entry once.
  await expect.poll(() => isCached()).toBe(true);
});

const isCached = async () => {
  const answer = directory.get(personId, grantId);
  if (!(answer instanceof Promise)) return true;
  await answer;
  return false;
};

/** Asks until the answer satisfies, so that a notice under way may arrive. */
const answerBecomes = (expected: unknown) =>
  expect.poll(async () => directory.get(personId, grantId)).toEqual(expected);

test("a known caller is answered at once, without a promise", () => {
  expect(directory.get(personId, grantId)).toMatchObject({ id: personId, groups: ["finance"], revision: 1 });
});

test("a person switched off is not live any more", async () => {
  await database.pool.query("update person set active = false where id = $1", [personId]);
  await answerBecomes(undefined);
});

test("changed groups arrive, with a higher revision", async () => {
  await database.pool.query("update person set groups = '{sales}' where id = $1", [personId]);
  await answerBecomes(expect.objectContaining({ groups: ["sales"], revision: 2 }));
});

test("a deleted person is not live any more", async () => {
  await database.pool.query("delete from person where id = $1", [personId]);
  await answerBecomes(undefined);
});

test("an ended grant is not live any more", async () => {
  await database.pool.query("delete from oidc_model where id_hash = $1", [hashId(grantId)]);
  await answerBecomes(undefined);
});

test("a grant that runs out is not live any more, although nobody announces it", async () => {
  grantId = randomUUID();
  await insertGrant(grantId, personId, 0.5);
  expect(await directory.get(personId, grantId)).toBeDefined();
  await answerBecomes(undefined);
});

test("a grant is no use to anybody but its person", async () => {
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into person (issuer, subject) values ('https://idp.example', $1) returning id",
    [randomUUID()],
  );
  expect(await directory.get(rows[0]?.id ?? "", grantId)).toBeUndefined();
  expect(await directory.get("not-an-id", grantId)).toBeUndefined();
  expect(await directory.get(personId, "not-a-grant")).toBeUndefined();
});

test("without notices every answer comes from the database", async () => {
  const unsure = createLiveDirectory(database, { isSure: () => false });
  expect(await unsure.get(personId, grantId)).toBeDefined();
  await database.pool.query("update person set active = false where id = $1", [personId]);
  expect(await unsure.get(personId, grantId)).toBeUndefined();
});

test("a person of an issuer that is not known any more is not live, and nothing of them is kept", async () => {
  const knowing = (...issuers: string[]) =>
    createLiveDirectory(database, { isSure: () => true, knownIssuers: new Set(issuers) });
  expect(await knowing("https://idp.example").get(personId, grantId)).toBeDefined();
  const other = knowing("https://other.example");
  expect(await other.get(personId, grantId)).toBeUndefined();
  expect(await other.get(personId, grantId)).toBeUndefined();
});

test("callers who ask at once share one question", async () => {
  const unsure = createLiveDirectory(database, { isSure: () => false });
  const answers = [1, 2, 3].map(() => unsure.get(personId, grantId));
  expect(new Set(answers).size).toBe(1);
  expect(await answers[0]).toBeDefined();
});

test("an answer that a change overtook is not kept", async () => {
  const sure = createLiveDirectory(database, { isSure: () => true });
  const answer = sure.get(personId, grantId);
  sure.onChange("person", personId);
  expect(await answer).toBeDefined();
  const next = sure.get(personId, grantId);
  expect(next).toBeInstanceOf(Promise);
  await next;
});

test("when the connection for notices breaks, a change made meanwhile is not missed", async () => {
  await testDatabase.dropConnections();
  const update = () => database.pool.query("update person set active = false where id = $1", [personId]);
  await update().catch(update);
  await answerBecomes(undefined);
  await expect.poll(() => directory.isSure()).toBe(true);
});

test("a database that accepts and says nothing makes it reject in bounded time", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => silent.once("listening", resolve));
  const address = silent.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const hanging = openDatabase({ url: `postgres://postgres@127.0.0.1:${port}/none` });
  const started = performance.now();
  const answer: Promise<Person | undefined> = Promise.resolve(
    createLiveDirectory(hanging, { isSure: () => false }).get(personId, grantId),
  );
  await expect(answer).rejects.toThrow();
  expect(performance.now() - started).toBeLessThan(4_000);
  await hanging.close();
  silent.close();
});
