import { afterAll, beforeAll, expect, test } from "vitest";
import { AMARA, openWorld, TOMAS, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.stop());

test("a reversible write is done once, is on record and can be undone once", async () => {
  const done = await world.ask(AMARA, "ledger_set_label", { id: "w1", label: "paid" });
  expect(done).toMatchObject({ outcome: "ok", data: { id: "w1", label: "paid" } });
  const said = done.texts.at(-1) ?? "";
  const id = /Change ([0-9a-f-]{36})/.exec(said)?.[1] ?? "";
  expect(said).toContain("gatehouse_undo");
  const undone = await world.ask(AMARA, "gatehouse_undo", { id });
  expect(undone.data).toMatchObject({ state: "done", kind: "undo" });
  expect(world.ledger.account("w1").label).toBe("new");
  expect(await world.ask(AMARA, "gatehouse_undo", { id })).toMatchObject({ outcome: "conflict" });
});

test("a write that has to be confirmed changes nothing until its requester says so", async () => {
  const asked = await world.ask(TOMAS, "ledger_set_label", { id: "w2", label: "held" });
  const { id } = asked.data.gatehouse_request;
  expect(world.ledger.account("w2").label).toBe("new");
  expect((await world.ask(TOMAS, "gatehouse_confirm", { id })).data).toMatchObject({ state: "done" });
  expect(world.ledger.account("w2").label).toBe("held");
});

test("a high-impact write waits for somebody else's approval, and repeating the call gives the same request", async () => {
  const args = { id: "w3", amount: 100, reason: "an invoice" };
  const [first, second] = await Promise.all([
    world.ask(AMARA, "ledger_pay", args),
    world.ask(AMARA, "ledger_pay", args),
  ]);
  expect(first.outcome).toBe("ok");
  expect(first.data.gatehouse_request).toMatchObject({
    state: "pending",
    before: { paid: 0 },
    after: { paid: 100 },
  });
  expect(second.data.gatehouse_request.id).toBe(first.data.gatehouse_request.id);
  expect(world.ledger.account("w3").paid).toBe(0);
});
