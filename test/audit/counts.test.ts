import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore the counts are seen here without the gateway around them
import { auditCounts } from "../../gateway/src/audit/counts.ts";
// @boundaries-ignore as above
import { type Database, openDatabase } from "../../gateway/src/store/database.ts";
// @boundaries-ignore as above
import { migrate } from "../../gateway/src/store/migrate.ts";
import { startTestDatabase, type TestDatabase } from "../support/database.ts";

let testDatabase: TestDatabase;
let database: Database;
let warnings: object[];
beforeAll(async () => {
  testDatabase = await startTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  await migrate(database);
});
afterAll(async () => {
  await database?.close();
  await testDatabase?.stop();
});
beforeEach(async () => {
  warnings = [];
  await database.pool.query("delete from audit_count");
});

const open = (pool = database.pool) =>
  auditCounts(pool, { warn: (details: object) => void warnings.push(details) } as never);

const written = async () =>
  (
    await database.pool.query<{ method: string; outcome: string; person: string | null; count: string }>(
      "select method, outcome, person, sum(count) as count from audit_count group by 1, 2, 3 order by 1, 2",
    )
  ).rows;

test("equal events of a minute become one row, and closing writes what is left", async () => {
  const person = randomUUID();
  const counts = open();
  for (let turn = 0; turn < 3; turn += 1) counts.add({ method: "tools/list", outcome: "ok", person });
  counts.add({ method: "tools/call", outcome: "unauthenticated", person: undefined });
  await counts.close();
  expect(await written()).toEqual([
    { method: "tools/call", outcome: "unauthenticated", person: null, count: "1" },
    { method: "tools/list", outcome: "ok", person, count: "3" },
  ]);
});

test("past a bound, kinds that callers make up are counted together, and none is lost", async () => {
  const counts = open();
  for (let turn = 0; turn < 6_000; turn += 1)
    counts.add({ method: `made-up-${turn}`, outcome: "unknown_method", person: undefined });
  await counts.close();
  const rows = await written();
  expect(rows.length).toBeLessThanOrEqual(5_001);
  expect(rows.find(({ method }) => method === "other")).toMatchObject({ outcome: "other", person: null });
  expect(rows.reduce((sum, { count }) => sum + Number(count), 0)).toBe(6_000);
});

test("counts that cannot be written are lost with a warning, and harm nobody", async () => {
  const gone = openDatabase({ url: testDatabase.url });
  await gone.close();
  const counts = open(gone.pool);
  counts.add({ method: "tools/list", outcome: "ok", person: undefined });
  await counts.close();
  expect(warnings).toMatchObject([{ lost: 1 }]);
  expect(await written()).toEqual([]);
});
