import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
// @boundaries-ignore phases are opened and closed here without the gateway around them
import { createPhases } from "../../gateway/src/phases/create-phases.ts";
// @boundaries-ignore as above
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
/** How many statements PostgreSQL holds back for a lock. */
const waitingForLocks = async () =>
  (
    await world.pool.query(
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    )
  ).rowCount;
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

test("how old a sign-in may be follows the rules in force", async () => {
  const minutesOld: Acting = { ...world.mei, signedInAt: new Date(Date.now() - 2 * 60_000) };
  world.configure({ approvals: { freshMinutes: 1 } });
  try {
    expect(world.phases.freshMs()).toBe(60_000);
    await expect(world.phases.propose(minutesOld, wish)).rejects.toEqual(
      refused("unauthenticated", /last 1 minutes/),
    );
  } finally {
    world.configure({});
  }
  expect(await world.phases.propose(minutesOld, wish)).toMatchObject({ state: "proposed" });
});

test.each(["mei", "omar"] as const)(
  "nothing opens where %s stops being an administrator while the confirmation is under way",
  async (who) => {
    const { id } = await world.phases.propose(world.mei, wish);
    const other = await world.pool.connect();
    const { id: person } = world[who].person;
    try {
      await other.query("begin");
      await other.query("select from phase_proposal where id = $1 for update", [id]);
      const confirmed = world.phases.confirm(world.omar, id);
      confirmed.catch(() => undefined);
      await expect.poll(waitingForLocks).toBe(1);
      await world.pool.query("update person set active = false where id = $1", [person]);
      await other.query("commit");
      await expect(confirmed).rejects.toEqual(
        refused(who === "mei" ? "conflict" : "not_allowed", /administrator/),
      );
    } finally {
      other.release();
      await world.pool.query("update person set active = true where id = $1", [person]);
    }
    expect(await openings()).toEqual([]);
  },
);

test("a proposal that is withdrawn stays so where it cannot be recorded, and nobody is told otherwise", async () => {
  const { id } = await world.phases.propose(world.mei, wish);
  const writer = { ...world.needs.audit.writer, write: () => Promise.reject(new Error("no disk")) };
  const unrecorded = createPhases({ ...world.needs, audit: { ...world.needs.audit, writer } });
  expect(await unrecorded.withdraw(world.omar, id)).toMatchObject({ state: "withdrawn" });
  expect(world.lines).toContainEqual({ level: "error", message: "a phase was closed without its audit row" });
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
  const [writing, mayGoOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { audit } = world.needs;
  const writer = {
    ...audit.writer,
    async write(row: Parameters<typeof audit.writer.write>[0]) {
      // The confirmation has opened the phase in its transaction, which waits for this.
      writing.resolve();
      await mayGoOn.promise;
      await audit.writer.write(row);
    },
  };
  const confirmed = createPhases({ ...world.needs, audit: { ...audit, writer } }).confirm(world.omar, id);
  await writing.promise;
  const braked = world.phases.brake(world.mei, "all", "now");
  await expect.poll(waitingForLocks).toBe(1);
  mayGoOn.resolve();
  await confirmed;
  expect(await braked).toBe(1);
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
