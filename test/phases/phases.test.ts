import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore phases are opened and closed here without the gateway around them
import type { Acting } from "../../gateway/src/phases/phases.ts";
// @boundaries-ignore as above
import { upkeep } from "../../gateway/src/phases/upkeep.ts";
import { makeReady, openPhaseWorld, type PhaseWorld } from "./phase-world.ts";

let world: PhaseWorld;
beforeAll(async () => {
  world = await openPhaseWorld();
  await makeReady(world);
});
beforeEach(() => world.pool.query("truncate phase_opening, phase_proposal"));
afterAll(() => world?.stop());

const wish = { system: "ledger", phase: 2, reason: "month end", ticket: "IT-7" } as const;
const openings = async (system = "ledger") =>
  (await world.phases.overview())
    .find((one) => one.system === system)
    ?.openings.map(({ phase, role }) => [phase, role]);
const refused = (code: string, message: string | RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

test("one administrator proposes, another confirms, and both stand on record with the reason and the ticket", async () => {
  const proposed = await world.phases.propose(world.mei, wish);
  expect(proposed).toMatchObject({ state: "proposed", proposedBy: { name: "Mei" } });
  expect(proposed.report.items.filter(({ ok }) => !ok)).toEqual([]);
  expect(await openings()).toEqual([]);
  expect(await world.phases.confirm(world.omar, proposed.id)).toMatchObject({
    state: "confirmed",
    decidedBy: { name: "Omar" },
  });
  const [ledger] = await world.phases.overview();
  expect(ledger).toMatchObject({
    phase: 2,
    tools: { 1: 1, 2: 1, 3: 1 },
    openings: [{ reason: "month end", ticket: "IT-7", openers: [{ name: "Mei" }, { name: "Omar" }] }],
  });
  const [act] = await world.acts("phase_opened");
  expect(act).toMatchObject({
    person: world.omar.person.id,
    system: "ledger",
    facts: { phase: 2, openers: [world.mei.person.id, world.omar.person.id], by: { channel: "page" } },
  });
});

test("whoever proposed cannot confirm, nor can somebody who is no administrator now", async () => {
  const { id } = await world.phases.propose(world.mei, wish);
  const gone = await world.person("Gone", "it");
  await world.pool.query("update person set groups = '{}' where id = $1", [gone.person.id]);
  const left = await world.person("Left", "it");
  await world.pool.query("update person set active = false where id = $1", [left.person.id]);
  await expect(world.phases.confirm(world.mei, id)).rejects.toEqual(
    refused("not_allowed", /Another administrator/),
  );
  for (const acting of [world.wren, gone, left])
    await expect(world.phases.confirm(acting, id)).rejects.toEqual(
      refused("not_allowed", /Only an administrator/),
    );
  await expect(world.phases.propose(world.wren, wish)).rejects.toEqual(
    refused("not_allowed", /Only an administrator/),
  );
  await expect(world.phases.brake(world.wren, "ledger", "no")).rejects.toEqual(
    refused("not_allowed", /Only/),
  );
  expect(await openings()).toEqual([]);
});

test("a proposal of somebody who is no administrator any more opens nothing", async () => {
  const leaver = await world.person("Leaver", "it");
  const { id } = await world.phases.propose(leaver, wish);
  await world.pool.query("update person set groups = '{}' where id = $1", [leaver.person.id]);
  await expect(world.phases.confirm(world.omar, id)).rejects.toEqual(
    refused("conflict", /no administrator any more/),
  );
});

test("opening needs a sign-in of the last minutes, and closing needs none", async () => {
  const stale = (acting: Acting): Acting => ({ ...acting, signedInAt: new Date(Date.now() - 11 * 60_000) });
  await expect(world.phases.propose(stale(world.mei), wish)).rejects.toEqual(
    refused("unauthenticated", /sign-in/),
  );
  const { id } = await world.phases.propose(world.mei, wish);
  await expect(world.phases.confirm(stale(world.omar), id)).rejects.toEqual(
    refused("unauthenticated", /sign-in/),
  );
  await world.phases.confirm(world.omar, id);
  expect(await world.phases.brake(stale(world.mei), "ledger", "now")).toBe(1);
});

test("a proposal that waits, that was withdrawn or that has expired opens nothing a second time", async () => {
  const first = await world.phases.propose(world.mei, wish);
  await expect(world.phases.propose(world.omar, wish)).rejects.toEqual(
    refused("conflict", /proposed already/),
  );
  await world.phases.withdraw(world.omar, first.id);
  await expect(world.phases.confirm(world.omar, first.id)).rejects.toEqual(refused("conflict", /withdrawn/));
  const second = await world.phases.propose(world.mei, wish);
  await world.pool.query("update phase_proposal set proposed_at = now() - interval '15 days' where id = $1", [
    second.id,
  ]);
  await expect(world.phases.confirm(world.omar, second.id)).rejects.toEqual(refused("conflict", /expired/));
  const third = await world.phases.propose(world.mei, wish);
  const both = await Promise.allSettled([
    world.phases.confirm(world.omar, third.id),
    world.phases.confirm(world.omar, third.id),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await openings()).toEqual([[2, undefined]]);
  expect((await world.phases.history("ledger")).map(({ what }) => what).toSorted()).toEqual([
    "confirmed",
    "expired",
    "proposed",
    "proposed",
    "proposed",
    "withdrawn",
  ]);
});

test.each([
  ["reason", { reason: "  " }],
  ["reason", { reason: "two\nlines" }],
  ["ticket", { ticket: "" }],
  ["role", { role: "nobody" }],
  ["end", { endsAt: new Date(Date.now() - 1) }],
  ["item", { waivers: { everything: "because" } }],
  ["not missing", { waivers: { contract: "because" } }],
])("a proposal with a wrong %s is refused", async (what, more) => {
  await expect(world.phases.propose(world.mei, { ...wish, ...more })).rejects.toEqual(
    refused("invalid_input", what),
  );
});

test("phase 3 can be proposed only while phase 2 is open, and closing phase 2 closes it too", async () => {
  const high = { phase: 3 } as const;
  await expect(world.open(high)).rejects.toEqual(refused("conflict", /only where phase 2 is open/));
  await world.open({ role: "writer" });
  await expect(world.open(high)).rejects.toEqual(refused("conflict", /only where phase 2 is open/));
  await world.open({ ...high, role: "writer" });
  expect(await openings()).toEqual([
    [2, "writer"],
    [3, "writer"],
  ]);
  expect(await world.phases.close(world.mei, "ledger", 2, "enough")).toBe(1);
  await world.open({ ...high, role: "writer" });
  expect(await world.phases.close(world.mei, "ledger", 1, "enough")).toBe(2);
  expect(await openings()).toEqual([]);
});

test("what is opened for everybody replaces the trial", async () => {
  await world.open({ role: "writer" });
  await world.open();
  expect(await openings()).toEqual([[2, undefined]]);
  const [replaced] = (await world.phases.history("ledger")).filter(({ what }) => what === "replaced");
  expect(replaced).toMatchObject({ role: "writer", by: { name: "Omar" } });
});

test("the brake closes one system or all, and what was proposed before it must be proposed anew", async () => {
  await world.open();
  await world.open({ system: "shop" });
  const { id } = await world.phases.propose(world.mei, { ...wish, role: "writer" });
  expect(await world.phases.brake(world.mei, "ledger", "orders came twice")).toBe(1);
  expect(await openings("shop")).toEqual([[2, undefined]]);
  await expect(world.phases.confirm(world.omar, id)).rejects.toEqual(refused("conflict", /withdrawn/));
  const [ledger] = await world.phases.overview();
  expect(ledger?.lastClosed?.sentence).toBe("Phase 2: the brake was pulled by Mei: orders came twice.");
  expect(await world.phases.brake(world.omar, "all", "an incident")).toBe(1);
  expect(await openings("shop")).toEqual([]);
  expect((await world.acts("phase_brake")).slice(-2)).toMatchObject([
    {
      person: world.mei.person.id,
      system: "ledger",
      facts: { reason: "orders came twice", withdrawn: [id] },
    },
    { person: world.omar.person.id, system: "shop", facts: { reason: "an incident" } },
  ]);
});

test("a brake that finds a confirmation under way waits for it and closes what it opened", async () => {
  const { id } = await world.phases.propose(world.mei, wish);
  await Promise.allSettled([
    world.phases.confirm(world.omar, id),
    world.phases.brake(world.mei, "all", "now"),
  ]);
  await world.phases.brake(world.mei, "all", "now");
  expect(await openings()).toEqual([]);
  await expect(world.phases.confirm(world.omar, id)).rejects.toEqual(refused("conflict", /does not wait/));
});

test("what time has ended is written down once", async () => {
  await world.open({ endsAt: new Date(Date.now() + 60_000) });
  await world.pool.query("update phase_opening set ends_at = now()");
  const before = (await world.acts("phase_ended")).length;
  await Promise.all([upkeep(world.needs), upkeep(world.needs)]);
  expect((await world.acts("phase_ended")).length).toBe(before + 1);
  expect((await world.phases.history("ledger"))[0]).toMatchObject({ what: "ended", by: undefined });
});

test("an unknown system, phase or proposal is named as such", async () => {
  await expect(world.phases.report("nothing", 2)).rejects.toEqual(
    refused("not_found", /No system is named nothing/),
  );
  await expect(world.phases.brake(world.mei, "nothing", "x")).rejects.toEqual(
    refused("not_found", /No system/),
  );
  for (const id of [randomUUID(), "1"])
    await expect(world.phases.confirm(world.mei, id)).rejects.toEqual(
      refused("not_found", /no such proposal/),
    );
});
