import { randomBytes } from "node:crypto";
import { ToolError } from "@gatehouse/tool";
import type { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { type Connections, createConnections } from "./connections.ts";
import { localKeys } from "./key-service.ts";
import { refreshPool, spend } from "./refreshing.ts";
import { createVault } from "./vault.ts";

const HOUR_MS = 3_600_000;
const vault = createVault(localKeys([{ id: "k", key: randomBytes(32) }]));
let testDatabase: TestDatabase;
let database: Database;
let connections: Connections;
/** Two gateways' worth of connections to one database. */
let pools: Pool[];

beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
  connections = createConnections(database.pool, vault);
  pools = [refreshPool(testDatabase.url), refreshPool(testDatabase.url)];
}, 60_000);
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.close();
  await testDatabase.stop();
});

async function connected() {
  const { rows } = await database.pool.query<{ id: string }>(
    "insert into person (issuer, subject) values ('i', gen_random_uuid()::text) returning id",
  );
  const place = { person: rows[0]?.id ?? "", system: "vendor" };
  await connections.save(place, {
    account: "ann@example.com",
    scopes: ["read"],
    credential: { refreshToken: "r1", tokens: {} },
  });
  return place;
}

/** A vendor that takes each refresh token once and gives another, and ends everything where one comes twice. */
function rotatingVendor() {
  let valid = 1;
  const spent: string[] = [];
  return {
    spent,
    async refresh(refreshToken: string) {
      spent.push(refreshToken);
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (refreshToken !== `r${valid}`) throw deadGrant();
      valid += 1;
      return {
        token: { value: `a${valid}`, expiresAt: Date.now() + HOUR_MS },
        refreshToken: `r${valid}`,
      };
    },
  };
}
const deadGrant = () =>
  new ToolError("not_connected", "refused", { cause: { vendorCode: "invalid_grant", status: 400 } });

test("twenty refreshes on two gateways ask the vendor once, and all get its token", async () => {
  const place = await connected();
  const vendor = rotatingVendor();
  const tokens = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      spend({ pool: pools[index % 2] as Pool, vault }, place, "", vendor.refresh),
    ),
  );
  expect(vendor.spent).toEqual(["r1"]);
  expect(new Set(tokens.map((token) => token?.value))).toEqual(new Set(["a2"]));
});

test("a token that the vendor has just refused is not given again, to whoever of many reports it first", async () => {
  const place = await connected();
  const vendor = rotatingVendor();
  const refused = await spend({ pool: pools[0] as Pool, vault }, place, "", vendor.refresh);
  const renewed = await Promise.all(
    pools.map((pool) => spend({ pool, vault }, place, "", vendor.refresh, refused)),
  );
  expect(renewed.map((token) => token?.value)).toEqual(["a3", "a3"]);
  expect(vendor.spent).toEqual(["r1", "r2"]);
});

test("a vault that can take nothing is noticed before the vendor takes the refresh token", async () => {
  const place = await connected();
  const vendor = rotatingVendor();
  const keyless = { ...vault, prepare: () => Promise.reject(new Error("no key")) };
  await expect(spend({ pool: pools[0] as Pool, vault: keyless }, place, "", vendor.refresh)).rejects.toThrow(
    "no key",
  );
  expect(vendor.spent).toEqual([]);
  expect((await spend({ pool: pools[0] as Pool, vault }, place, "", vendor.refresh))?.value).toBe("a2");
});

test("an access token whose refresh token could not be kept is given to nobody, and the person is asked once", async () => {
  const place = await connected();
  const vendor = rotatingVendor();
  const unsealable = () => {
    throw new Error("not kept");
  };
  const needs = { pool: pools[0] as Pool, vault: { ...vault, prepare: async () => unsealable } };
  await expect(spend(needs, place, "", vendor.refresh)).rejects.toThrow("not kept");
  // What the vendor rotated away is lost: it says so once, and then the person is asked, without a loop.
  const again = { pool: pools[0] as Pool, vault };
  await expect(spend(again, place, "", vendor.refresh)).rejects.toMatchObject({ code: "not_connected" });
  expect(await spend(again, place, "", vendor.refresh)).toBeUndefined();
  expect(vendor.spent).toEqual(["r1", "r1"]);
  expect((await connections.standing(place)).connection).toMatchObject({ state: "ended" });
});

test("a refusal that is not about the grant leaves the connection as it was", async () => {
  const place = await connected();
  const needs = { pool: pools[0] as Pool, vault };
  const ourFault = new ToolError("not_connected", "refused", { cause: { vendorCode: "invalid_client" } });
  await expect(spend(needs, place, "", () => Promise.reject(ourFault))).rejects.toBe(ourFault);
  expect((await spend(needs, place, "", rotatingVendor().refresh))?.value).toBe("a2");
});

test("tokens for another purpose are got and kept apart", async () => {
  const place = await connected();
  const vendor = rotatingVendor();
  const needs = { pool: pools[0] as Pool, vault };
  const values = [];
  for (const purpose of ["read", "write", "read", "write"])
    values.push((await spend(needs, place, purpose, vendor.refresh))?.value);
  expect(values).toEqual(["a2", "a3", "a2", "a3"]);
});

test("connecting again replaces what was there under a new id, and disconnecting leaves nothing", async () => {
  const place = await connected();
  const before = (await connections.standing(place)).connection;
  await connections.save(place, { account: "a", scopes: [], credential: { refreshToken: "r9", tokens: {} } });
  const after = (await connections.standing(place)).connection;
  expect(after?.id).not.toBe(before?.id);
  expect(await connections.end(place, false)).toEqual({ existed: true, untold: undefined });
  expect(await connections.standing(place)).toEqual({ isActive: true, connection: undefined });
  expect(await spend({ pool: pools[0] as Pool, vault }, place, "", rotatingVendor().refresh)).toBeUndefined();
});

test("whoever cannot have a turn is told so in time, as of something that passes", async () => {
  const nowhere = refreshPool("postgres://127.0.0.1:1/none");
  const place = await connected();
  await expect(spend({ pool: nowhere, vault }, place, "", rotatingVendor().refresh)).rejects.toMatchObject({
    code: "upstream_unavailable",
  });
  await nowhere.end();
});
