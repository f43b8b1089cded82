import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "./test-account.ts";

const { simulator, send, write, record } = await createTestAccount(["approver", "suiteql_analyst"]);
const order = simulator.planted.pendingOrders[1] as string;
const INGRID = "ingrid.solberg@halden.example";
afterEach(() => simulator.reset());

const effects = async () => (await send("/simulator/effects", {})).body;
const edit = (body: unknown, type = "application/json") =>
  send("/simulator/edits", {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": type },
  });

test("Every write that was applied is counted by record, with who made it", async () => {
  await write("PATCH", `/purchaseOrder/${order}`, { memo: "a" });
  await write("PATCH", `/purchaseOrder/${order}`, { memo: "b" });
  await write("PUT", "/phoneCall/eid:call-1", { title: "Call", startDate: "2026-11-20" });
  const call = simulator.effects[2]?.id;
  expect(await effects()).toMatchObject({
    total: 3,
    counts: { [`update purchaseOrder/${order}`]: 2, [`create phoneCall/${call}`]: 1 },
  });
  expect(simulator.effects[0]).toEqual({
    kind: "update",
    recordType: "purchaseOrder",
    id: order,
    by: INGRID,
  });
});

test("A write that was refused is no effect", async () => {
  await write("PATCH", `/purchaseOrder/${order}`, { memo: "a" }, "suiteql_analyst");
  await write("PATCH", `/purchaseOrder/${order}`, { dueDate: "soon" });
  expect((await effects()).total).toBe(0);
});

test.each(["hang", "dropConnection", "status", "brokenJson"] as const)(
  "A write whose answer is lost to %s afterwards is one",
  async (kind) => {
    simulator.switches.faults = [{ kind, after: true, on: "write" }];
    const given = { memo: "a" };
    // Nothing stands behind a call in this process that could give up, so it is not awaited.
    void write("PATCH", `/purchaseOrder/${order}`, given).catch(() => {});
    await expect.poll(() => simulator.effects.length, { interval: 5 }).toBe(1);
  },
);

test("A record can be edited meanwhile, which is nobody's effect and no call", async () => {
  const { id } = simulator.planted.editBetweenPreviewAndCommit;
  expect((await edit(simulator.planted.editBetweenPreviewAndCommit)).status).toBe(204);
  expect((await record(`/purchaseOrder/${id}`)).body.memo).toBe("Scope extended by the site");
  expect((await effects()).total).toBe(0);
  expect(simulator.writes).toEqual([]);
});

test.each([
  [{ recordType: "purchaseOrder", id: "1", values: {} }],
  [{ recordType: "nothing", id: "1", values: {} }],
  [{ recordType: "purchaseOrder", id: "9001" }],
  [{ recordType: "purchaseOrder", id: "9001", values: { nothing: 1 } }],
])("An edit that cannot be is refused: %j", async (given) => {
  expect((await edit(given)).status).toBe(400);
  expect((await edit(given, "text/plain")).status).toBe(403);
  expect(simulator.snapshot()).toEqual({});
});
