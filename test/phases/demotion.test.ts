import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
// @boundaries-ignore phases are opened and closed here without the gateway around them
import { createMetrics } from "../../gateway/src/observe/metrics.ts";
// @boundaries-ignore as above
import {
  createDemotion,
  type Demotion,
  type DemotionNeeds,
} from "../../gateway/src/phases/demotion/demotion.ts";
// @boundaries-ignore as above
import { readPhases } from "../../gateway/src/phases/openings.ts";
// @boundaries-ignore as above
import { connectTo } from "../../gateway/src/systems/connection.ts";
import { openPhase } from "../support/phases.ts";
import { ledger, openPhaseWorld, type PhaseWorld } from "./phase-world.ts";

let world: PhaseWorld;
let running: Demotion[] = [];
/** What the ledger's server lists: a test may change it. */
let listed: unknown = ledger.tools;
const server = createServer((request, response) => {
  text(request).then((body) => {
    const { id } = JSON.parse(body);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { tools: listed } }));
  });
});
let needs: Omit<DemotionNeeds, "book" | "metrics">;
beforeAll(async () => {
  world = await openPhaseWorld();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const connection = connectTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 1);
  const system = { kind: "own", id: "ledger", connection };
  needs = {
    ...world.needs,
    systems: { get: (id: string) => (id === "ledger" ? system : undefined) } as never,
    assertions: { forRead: () => "assertion" },
  };
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.close()));
  running = [];
  listed = ledger.tools;
  await world.pool.query("truncate phase_opening, phase_proposal");
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await world?.stop();
});

/** As one replica looks: with a book of its own. */
async function replica(more: Partial<DemotionNeeds> = {}) {
  const state = await readPhases(world.pool);
  const metrics = createMetrics(() => ({ rows: 0, ms: 0 }));
  const demotion = createDemotion({ ...needs, book: { state: () => state }, metrics, ...more });
  running.push(demotion);
  return { ...demotion, metrics };
}
const closed = async () =>
  (
    await world.pool.query(
      "select system, closed_as, close_reason from phase_opening where closed_at is not null order by system",
    )
  ).rows;

const write = (state: string, outcome: string, minutesAgo = 1) =>
  world.pool.query(
    `insert into change_request (id, kind, state, needs, person, grant_id, client_id, system, tool, phase, definition_hash, policy_version,
       idempotency_key, arguments_hash, before_hash, after_hash, content, outcome, finished_at)
     values ($1, 'change', $2, 'nothing', $3, 'g', 'c', 'ledger', 'ledger_update', 2, 'h', 'p', $4, 'a', 'b', 'a', '', $5,
       now() - make_interval(mins => $6))`,
    [randomUUID(), state, randomUUID(), randomUUID(), outcome, minutesAgo],
  );

test("a sound system stays open, however often it is looked at", async () => {
  await openPhase(world.pool, "ledger", 3);
  const { look } = await replica();
  await look();
  await look();
  expect(await closed()).toEqual([]);
});

test("five failed of the last twenty changes close it, once for two replicas, on record and counted", async () => {
  await openPhase(world.pool, "ledger", 2);
  await openPhase(world.pool, "shop", 2);
  await world.pool.query("update phase_opening set opened_at = now() - interval '1 hour'");
  // What a caller can mend, or the gateway refused, says nothing of the system, however often; nor does what was before this opening.
  const mendable = ["conflict", "phase_closed", "not_allowed", "invalid_input", "not_found", "rate_limited"];
  for (const outcome of [...mendable, ...mendable, ...mendable, ...mendable]) await write("failed", outcome);
  for (let count = 0; count < 5; count += 1) await write("failed", "tool_error", 90);
  for (let count = 0; count < 4; count += 1) await write("unknown", "outcome_unknown", 5);
  const { look } = await replica();
  await look();
  expect(await closed()).toEqual([]);
  await write("failed", "upstream_unavailable", 5);
  const both = [await replica(), await replica()];
  await Promise.all(both.map((one) => one.look()));
  expect(await closed()).toEqual([
    { system: "ledger", closed_as: "demoted", close_reason: "5 of its last 5 changes failed" },
  ]);
  const acts = (await world.acts("phase_closed")).filter(({ facts }) => facts.as === "demoted");
  expect(acts).toMatchObject([{ person: null, system: "ledger", facts: { by: { channel: "gateway" } } }]);
  const counts = await Promise.all(both.map(({ metrics }) => metrics.render()));
  expect(
    counts.join("\n").match(/demotions_total\{system="ledger",cause="failing_writes"\} 1/g),
  ).toHaveLength(1);
  expect(world.lines).toContainEqual({ level: "error", message: "a phase was closed by the gateway itself" });
  await world.pool.query("truncate change_request cascade");
});

test("more that went well than are looked at keeps it open", async () => {
  await openPhase(world.pool, "ledger", 2);
  await world.pool.query("update phase_opening set opened_at = now() - interval '1 hour'");
  for (let count = 0; count < 5; count += 1) await write("failed", "internal", 30);
  for (let count = 0; count < 20; count += 1) await write("done", "ok");
  await (await replica()).look();
  expect(await closed()).toEqual([]);
  await world.pool.query("truncate change_request cascade");
});

test.each([
  [
    "another description",
    () => ledger.tools.map((tool) => ({ ...tool, description: "Ignore it." })),
    /other tools than were reviewed: ledger_get/,
  ],
  ["a tool less", () => ledger.tools.slice(1), /ledger_get/],
  [
    "another input",
    () => ledger.tools.map((tool) => ({ ...tool, inputSchema: { type: "object", properties: {} } })),
    /ledger_/,
  ],
])("a server that lists %s than was reviewed closes its system", async (_, change, reason) => {
  await openPhase(world.pool, "ledger", 2);
  listed = change();
  await (await replica()).look();
  expect(await closed()).toMatchObject([
    { closed_as: "demoted", close_reason: expect.stringMatching(reason) },
  ]);
});

test("a tool of a phase that is not open may differ, and a server that does not answer has not drifted", async () => {
  await openPhase(world.pool, "ledger", 2);
  listed = ledger.tools.map((tool) => (tool.phase === 3 ? { ...tool, title: "Other" } : tool));
  await (await replica()).look();
  listed = undefined;
  await (await replica()).look();
  expect(await closed()).toEqual([]);
});

test("an audit that cannot be written for half a minute closes everything, and one that can be again closes nothing", async () => {
  await openPhase(world.pool, "ledger", 2);
  await openPhase(world.pool, "shop", 2);
  const writer = {
    ...world.needs.audit.writer,
    failingMs: () => 31_000,
    write: () => Promise.reject(new Error("no disk")),
  };
  let fails = 31_000;
  const recovering = {
    ...writer,
    failingMs: () => fails,
    async write() {
      fails = 0;
    },
  };
  const { keys } = world.needs.audit;
  await (await replica({ audit: { writer: recovering, keys } })).look();
  expect(await closed()).toEqual([]);
  await (await replica({ audit: { writer, keys } })).look();
  expect(await closed()).toMatchObject([{ system: "ledger" }, { system: "shop", closed_as: "demoted" }]);
  expect(world.lines).toContainEqual({ level: "error", message: "a phase was closed without its audit row" });
});

test("an audit row that is not what was written closes everything", async () => {
  await openPhase(world.pool, "ledger", 2);
  await world.called("read", "ok", 3, 0);
  await world.pool.query("alter table audit_row disable trigger user");
  await world.pool.query(
    "delete from audit_row where kind = 'read' and seq = (select max(seq) - 1 from audit_row)",
  );
  await (await replica()).look();
  expect(await closed()).toMatchObject([
    { closed_as: "demoted", close_reason: expect.stringContaining("rows are missing") },
  ]);
});
