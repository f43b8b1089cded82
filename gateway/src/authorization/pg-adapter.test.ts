import { errors } from "oidc-provider";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore the test database is started for all members in one place
import { startTestDatabase, type TestDatabase } from "../../../test/support/database.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { hashId } from "../store/hash-id.ts";
import { migrate } from "../store/migrate.ts";
import { createPgAdapter, type GraceHit } from "./pg-adapter.ts";

let testDatabase: TestDatabase;
let replicas: Database[];
let graceHits: GraceHit[];
let endedOf: (string | undefined)[];
beforeAll(async () => {
  testDatabase = await startTestDatabase();
  replicas = [1, 2].map(() => openDatabase({ url: testDatabase.url }));
  await migrate({ url: testDatabase.url });
});
beforeEach(() => {
  graceHits = [];
  endedOf = [];
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await testDatabase.stop();
});

/** The adapter of one of the two replicas, asked from the address of that number. */
function adapterOf(model: string, index = 0) {
  const database = replicas[index % 2] as Database;
  const onGraceHit = (hit: GraceHit) => void graceHits.push(hit);
  const onGrantEnd = (personId: string | undefined) => void endedOf.push(personId);
  return createPgAdapter({ database, clientAddress: () => `192.0.2.${index}`, onGraceHit, onGrantEnd })(
    model,
  );
}

const pretendUsed = (id: string, secondsAgo: number) =>
  replicas[0]?.pool.query(
    "update oidc_model set consumed_at = now() - make_interval(secs => $2) where id_hash = $1",
    [hashId(id), secondsAgo],
  );

test("of fifty that found a code unused, on two replicas, one may use it", async () => {
  await adapterOf("AuthorizationCode").upsert("code-1", { grantId: "grant" }, 60);
  const adapters = Array.from({ length: 50 }, (_, index) => adapterOf("AuthorizationCode", index));
  const found = await Promise.all(adapters.map((adapter) => adapter.find("code-1")));
  expect(found.filter((payload) => payload?.consumed)).toEqual([]);
  const outcomes = await Promise.allSettled(adapters.map((adapter) => adapter.consume("code-1")));
  const refusals = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refusals).toHaveLength(49);
  for (const { reason } of refusals) expect(reason).toBeInstanceOf(errors.InvalidGrant);
  expect(await adapterOf("AuthorizationCode").find("code-1")).toMatchObject({ consumed: true });
});

test("fifty may use one refresh token at once; all but the first are grace hits that name the first", async () => {
  await adapterOf("RefreshToken").upsert(
    "token-1",
    { grantId: "grant", clientId: "client", accountId: "person" },
    60,
  );
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => adapterOf("RefreshToken", index).consume("token-1")),
  );
  expect(graceHits).toHaveLength(49);
  const first = new Set(graceHits.map(({ firstAddress }) => firstAddress));
  expect(first.size).toBe(1);
  expect(graceHits.some(({ secondAddress }) => first.has(secondAddress))).toBe(false);
  expect(graceHits[0]).toMatchObject({ grantId: "grant", clientId: "client", personId: "person" });
});

test("the grace begins with the first use, and further uses do not prolong it", async () => {
  const adapter = adapterOf("RefreshToken");
  await adapter.upsert("token-2", {}, 60);
  await adapter.consume("token-2");
  await pretendUsed("token-2", 29);
  await adapter.consume("token-2");
  expect(await adapter.find("token-2")).not.toHaveProperty("consumed");
  await pretendUsed("token-2", 31);
  expect(await adapter.find("token-2")).toMatchObject({ consumed: true });
  await expect(adapter.consume("token-2")).rejects.toBeInstanceOf(errors.InvalidGrant);
});

test("a second use inside the grace leaves the time of the first one", async () => {
  const adapter = adapterOf("RefreshToken");
  await adapter.upsert("token-3", {}, 60);
  await pretendUsed("token-3", 20);
  const usedAt = async () =>
    (
      await replicas[0]?.pool.query("select consumed_at from oidc_model where id_hash = $1", [
        hashId("token-3"),
      ])
    )?.rows;
  const before = await usedAt();
  await adapter.consume("token-3");
  expect(await usedAt()).toEqual(before);
});

test("what has expired is not found", async () => {
  const adapter = adapterOf("Interaction");
  await adapter.upsert("uid-1", {}, 60);
  expect(await adapter.find("uid-1")).toEqual({ jti: "uid-1" });
  await adapter.upsert("uid-1", {}, 0);
  expect(await adapter.find("uid-1")).toBeUndefined();
});

test("ending a grant's tokens leaves those of other grants", async () => {
  const adapter = adapterOf("RefreshToken");
  await adapter.upsert("token-4", { grantId: "ended" }, 60);
  await adapter.upsert("token-5", { grantId: "standing" }, 60);
  await adapter.revokeByGrantId("ended");
  expect(await adapter.find("token-4")).toBeUndefined();
  expect(await adapter.find("token-5")).toMatchObject({ grantId: "standing" });
});

test("a grant that ends is told once, with whose it was; nothing else is", async () => {
  await adapterOf("Grant").upsert("grant-1", { accountId: "person" }, 60);
  await adapterOf("Interaction").upsert("uid-2", { accountId: "person" }, 60);
  await adapterOf("Interaction").destroy("uid-2");
  await Promise.all([1, 2].map((index) => adapterOf("Grant", index).destroy("grant-1")));
  expect(endedOf).toEqual(["person"]);
});
