import { afterEach, expect, test } from "vitest";
import { createTestTenant, people, writer } from "../test-tenant.ts";

const { simulator, callAs } = createTestTenant();
const { driveId } = simulator.planted.finals.equal;
const call = callAs(people.ingrid, writer);
const root = `/drives/${driveId}/root`;
afterEach(() => simulator.reset());

async function walk(first: string) {
  const rows: Record<string, unknown>[] = [];
  for (let next = first; ; ) {
    const { body } = await call(next);
    rows.push(...body.value);
    if (body["@odata.deltaLink"]) return { rows, deltaLink: body["@odata.deltaLink"] };
    next = body["@odata.nextLink"];
  }
}

test("A first walk tells everything, an item at the edge of two pages twice", async () => {
  const { rows } = await walk(`${root}/delta?$top=50`);
  const ids = rows.map(({ id }) => id);
  expect(new Set(ids).size).toBeLessThan(ids.length);
  expect(ids).toContain(simulator.planted.finals.equal.itemId);
  expect(rows.every((row) => !("path" in (row.parentReference as object)))).toBe(true);
});

test("After the latest mark only what changed comes, deletions among it", async () => {
  const { deltaLink } = await walk(`${root}/delta?token=latest`);
  expect((await walk(deltaLink)).rows).toEqual([]);
  const made = await call(`${root}:/RFIs/new.txt:/content`, { method: "PUT", body: "x" });
  const safety = await call(`${root}:/Safety`);
  await call(`/drives/${driveId}/items/${safety.body.id}`, {
    method: "PATCH",
    body: { name: "Safety first" },
  });
  await call(`/drives/${driveId}/items/${made.body.id}`, { method: "DELETE" });
  const { rows, deltaLink: next } = await walk(deltaLink);
  expect(rows.map(({ name, deleted }) => name ?? deleted)).toEqual(["Safety first", { state: "deleted" }]);
  expect((await walk(next)).rows).toEqual([]);
});

test("A moment may stand for a mark", async () => {
  const { rows } = await walk(`${root}/delta?token=2026-11-10T00:00:00Z`);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every(({ lastModifiedDateTime }) => String(lastModifiedDateTime) >= "2026-11-10")).toBe(true);
});

test("A mark that is too old is 410 with the place to start afresh, a made-up one 400", async () => {
  const { deltaLink } = await walk(`${root}/delta?token=latest`);
  simulator.switches.deltaTokensExpired = true;
  const answer = await call(deltaLink);
  expect([answer.status, answer.body.error.code]).toEqual([410, "resyncRequired"]);
  simulator.switches.deltaTokensExpired = false;
  expect((await walk(answer.headers.get("location") ?? "")).rows.length).toBeGreaterThan(100);
  expect((await call(`${root}/delta?token=abc`)).status).toBe(400);
});

test("A folder renamed between two pages does not stop the walk and comes with the next one", async () => {
  const { driveId: other, itemId, name } = simulator.planted.renameDuringDelta;
  simulator.switches.renameDuringDelta = simulator.planted.renameDuringDelta;
  const { deltaLink } = await walk(`/drives/${other}/root/delta?$top=40`);
  expect((await walk(deltaLink)).rows).toEqual([expect.objectContaining({ id: itemId, name })]);
});
