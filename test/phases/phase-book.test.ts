import { once } from "node:events";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
// @boundaries-ignore phases are opened and closed here without the gateway around them
import { closeOpenings } from "../../gateway/src/phases/close-openings.ts";
// @boundaries-ignore as above
import { phaseIsOpen } from "../../gateway/src/phases/guard-phase.ts";
// @boundaries-ignore as above
import { openPhaseBook, type PhaseBook } from "../../gateway/src/phases/phase-book.ts";
// @boundaries-ignore as above
import { type Changes, watchChanges } from "../../gateway/src/store/changes.ts";
import { openPhase } from "../support/phases.ts";
import { openPhaseWorld, type PhaseWorld } from "./phase-world.ts";

const WITHIN = { timeout: 1_000, interval: 5 };

let world: PhaseWorld;
let listening: Changes[] = [];
let books: PhaseBook[] = [];
beforeAll(async () => {
  world = await openPhaseWorld();
});
afterEach(async () => {
  await Promise.all([...listening, ...books].map((one) => one.close()));
  listening = [];
  books = [];
  await world.pool.query("truncate phase_opening, phase_proposal");
});
afterAll(() => world?.stop());

/** A book as a gateway keeps one, with or without the notices. */
async function open({ isTold = true } = {}): Promise<PhaseBook> {
  const book = await openPhaseBook({ url: world.url, log: world.needs.log });
  books.push(book);
  if (isTold) listening.push(await watchChanges({ url: world.url, ...book }));
  return book;
}

const openIn = (book: PhaseBook) => book.state().open.map(({ system, phase }) => `${system} ${phase}`);
const brake = () => closeOpenings({ system: "ledger", to: 1, as: "brake", reason: "test" }, world.needs);

test("two books on one database follow a brake within a second, and keep one object while nothing changes", async () => {
  const both = [await open(), await open()];
  await openPhase(world.pool, "ledger", 2);
  for (const book of both) await expect.poll(() => openIn(book), WITHIN).toEqual(["ledger 2"]);
  const before = both.map((book) => book.state());
  expect(both.map((book) => book.state())).toEqual(before);
  expect(both[0]?.state()).toBe(before[0]);
  await brake();
  for (const book of both) await expect.poll(() => openIn(book), WITHIN).toEqual([]);
  expect(both[1]?.state().closings).toMatchObject([{ system: "ledger", closedAs: "brake", reason: "test" }]);
});

test("a brake whose notice never comes still closes within a second", async () => {
  await openPhase(world.pool, "ledger", 3);
  const book = await open({ isTold: false });
  expect(openIn(book)).toEqual(["ledger 3"]);
  await brake();
  await expect.poll(() => openIn(book), WITHIN).toEqual([]);
});

test("a brake closes within a second also while the connection that brings notices is killed", async () => {
  await openPhase(world.pool, "ledger", 2);
  const book = await open();
  expect(openIn(book)).toEqual(["ledger 2"]);
  await world.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gatehouse changes' and datname = current_database()",
  );
  await brake();
  await expect.poll(() => openIn(book), WITHIN).toEqual([]);
});

test("where the database does not say what is open, nothing counts as open, and it comes back with the answer", async () => {
  await openPhase(world.pool, "ledger", 2);
  const book = await open();
  await world.pool.query("alter table phase_opening rename to elsewhere");
  await expect.poll(() => book.state().isKnown, { timeout: 2_000, interval: 5 }).toBe(false);
  expect(openIn(book)).toEqual([]);
  await world.pool.query("alter table elsewhere rename to phase_opening");
  await expect.poll(() => openIn(book), WITHIN).toEqual(["ledger 2"]);
});

test("an opening with an end closes by itself, without anybody writing it down", async () => {
  const book = await open();
  await openPhase(world.pool, "ledger", 2, { endsAt: new Date(Date.now() + 600) });
  await expect.poll(() => openIn(book), WITHIN).toEqual(["ledger 2"]);
  await expect.poll(() => openIn(book), { timeout: 1_600, interval: 5 }).toEqual([]);
  expect(book.state().closings).toMatchObject([{ closedAs: "ended" }]);
});

test("a gateway that stands still in the middle of a write's transaction holds a brake for less than a second", async () => {
  await openPhase(world.pool, "ledger", 2);
  const silent = await world.pool.connect();
  await silent.query("begin");
  expect(await phaseIsOpen(silent, { system: "ledger", phase: 2, roles: [] })).toBe(true);
  const ended = once(silent, "error");
  const since = performance.now();
  await brake();
  expect(performance.now() - since).toBeLessThan(1_000);
  await ended;
  silent.release(true);
  const { rows } = await world.pool.query("show idle_in_transaction_session_timeout");
  // Whatever else is held, a brake's own statement waits longer than that.
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: "4s" }]);
});

test("a write's own transaction sees a brake that was pulled before, and one that is pulled meanwhile waits for it", async () => {
  await openPhase(world.pool, "ledger", 2, { role: "writer" });
  const client = await world.pool.connect();
  const asked = (phase: 2 | 3, ...roles: string[]) => phaseIsOpen(client, { system: "ledger", phase, roles });
  const order: string[] = [];
  try {
    expect(await asked(3, "writer")).toBe(false);
    expect(await asked(2, "reader")).toBe(false);
    await client.query("begin");
    expect(await asked(2, "reader", "writer")).toBe(true);
    const braked = brake().then(() => order.push("braked"));
    // The brake stands in line once PostgreSQL says that it waits for a lock.
    const waiting = () =>
      world.pool.query(
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
      );
    await expect.poll(async () => (await waiting()).rowCount, WITHIN).toBe(1);
    order.push("committed");
    await client.query("commit");
    await braked;
    expect(order).toEqual(["committed", "braked"]);
    await client.query("begin");
    expect(await asked(2, "writer")).toBe(false);
    await client.query("commit");
  } finally {
    client.release();
  }
});
