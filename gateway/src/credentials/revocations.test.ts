import { randomBytes } from "node:crypto";
import type { AccountLink } from "@gatehouse/upstream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import type { Log } from "../observe/log.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { createConnections } from "./connections.ts";
import { disconnect } from "./disconnect.ts";
import { localKeys } from "./key-service.ts";
import { createRevocations } from "./revocations.ts";
import { keysOfVault, rotateVault } from "./rotate-vault.ts";
import { createVault, type Place } from "./vault.ts";

const [first, second] = ["2026", "2027"].map((id) => ({ id, key: randomBytes(32) })) as [Key, Key];
type Key = { id: string; key: Buffer };
let testDatabase: TestDatabase;
let database: Database;
let place: Place;
/** What the vendor was told, and what it answers. */
let told: string[];
let answer: () => Promise<boolean>;
let logged: { level: string; facts: object; message: string }[];
let givenUp: Place[];

beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
}, 60_000);
afterAll(async () => {
  await database.close();
  await testDatabase.stop();
});
beforeEach(async () => {
  await database.pool.query("truncate ended_connection");
  [told, logged, givenUp] = [[], [], []];
  answer = async () => true;
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into person (issuer, subject) values ('i', gen_random_uuid()::text) returning id",
  );
  place = { person: rows[0]?.id ?? "", system: "vendor" };
  await gateway().connections.save(place, {
    account: undefined,
    scopes: [],
    credential: { refreshToken: "the refresh token", tokens: {} },
  });
});

const log = Object.fromEntries(
  ["info", "warn", "error"].map((level) => [
    level,
    (facts: object, message: string) => void logged.push({ level, facts, message }),
  ]),
) as unknown as Log;

/** One process with these keys; its vendor is the test. */
function gateway(keys: Key[] = [first]) {
  const vault = createVault(localKeys(keys));
  const revoke = (refreshToken: string) => {
    told.push(refreshToken);
    return answer();
  };
  const links = new Map([["vendor", { revoke } as AccountLink]]);
  const onGivenUp = (ended: Place) => void givenUp.push(ended);
  const { pool } = database;
  const revocations = createRevocations({ pool, vault, links, log, onGivenUp });
  return { vault, connections: createConnections(pool, vault), revocations };
}

const waiting = async () => {
  const { rows } = await database.pool.query("select count(*)::int as n from ended_connection");
  return rows[0]?.n;
};
/** As after the time it waits. */
const letTimePass = (age = "1 minute") =>
  database.pool.query("update ended_connection set claimed_until = now(), ended_at = now() - $1::interval", [
    age,
  ]);
const down = async () => {
  throw new Error("503");
};

test("a vendor that listens is told at once, and nothing stays", async () => {
  expect(await disconnect(place, gateway())).toBe("revoked");
  expect(told).toEqual(["the refresh token"]);
  expect(await waiting()).toBe(0);
  expect(await disconnect(place, gateway())).toBe("none");
});

test("while a vendor is down the connection is of no use here, and the vendor is told once it is back", async () => {
  const { connections, revocations } = gateway();
  answer = down;
  expect(await disconnect(place, { connections, revocations })).toBe("untold");
  expect((await connections.standing(place)).connection).toBeUndefined();
  await letTimePass();
  await revocations.tellDue();
  expect(logged.map(({ level }) => level)).toEqual(["warn", "warn"]);
  // It waits before it asks again.
  await revocations.tellDue();
  expect(told).toHaveLength(2);
  answer = async () => true;
  await letTimePass();
  await revocations.tellDue();
  expect(told).toHaveLength(3);
  expect([await waiting(), givenUp]).toEqual([0, []]);
});

test("a process that dies before it told the vendor is made up for by another", async () => {
  await gateway().connections.end(place, true);
  expect(told).toEqual([]);
  const other = gateway();
  await other.revocations.tellDue();
  // The one that ended it still has its time.
  expect(told).toEqual([]);
  await letTimePass();
  await Promise.all([other.revocations.tellDue(), gateway().revocations.tellDue()]);
  expect(told).toEqual(["the refresh token"]);
});

test("without its key an ended connection is kept until the key is back", async () => {
  expect(await disconnect(place, gateway([second]))).toBe("untold");
  expect(JSON.stringify(logged)).toContain("2026 is not configured");
  expect(told).toEqual([]);
  await letTimePass();
  await gateway().revocations.tellDue();
  expect(told).toEqual(["the refresh token"]);
});

test("after a day it is given up, which the log and whoever keeps record are told", async () => {
  answer = down;
  const { connections, revocations } = gateway();
  await disconnect(place, { connections, revocations });
  await letTimePass("25 hours");
  await revocations.tellDue();
  expect(givenUp).toEqual([place]);
  expect(logged.at(-1)).toMatchObject({ level: "error", facts: place });
  expect(await waiting()).toBe(0);
  expect(JSON.stringify(logged)).not.toContain("the refresh token");
});

test("connecting anew meanwhile takes nothing away from what the vendor is still to be told", async () => {
  const { connections, revocations } = gateway();
  answer = down;
  await disconnect(place, { connections, revocations });
  await connections.save(place, {
    account: undefined,
    scopes: [],
    credential: { refreshToken: "the next one", tokens: {} },
  });
  answer = async () => true;
  await letTimePass();
  await revocations.tellDue();
  expect(told).toEqual(["the refresh token", "the refresh token"]);
  expect((await connections.standing(place)).connection).toMatchObject({ state: "connected" });
});

test("what waits is counted and rotated with the vault, so that no key is taken out too early", async () => {
  await gateway().connections.end(place, true);
  expect(await keysOfVault(database.pool)).toContainEqual({ kid: "2026", count: expect.any(Number) });
  const { vault } = gateway([second, first]);
  await rotateVault(database.pool, vault, () => {});
  expect((await keysOfVault(database.pool)).map(({ kid }) => kid)).toEqual(["2027"]);
  await letTimePass();
  await gateway([second]).revocations.tellDue();
  expect(told).toEqual(["the refresh token"]);
});
