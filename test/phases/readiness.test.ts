import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the service as a command has it
import { createPhases } from "../../gateway/src/phases/create-phases.ts";
import { makeReady, openPhaseWorld, type PhaseWorld, recordContract } from "./phase-world.ts";

let world: PhaseWorld;
beforeAll(async () => {
  world = await openPhaseWorld();
  await makeReady(world);
});
afterAll(() => world?.stop());

const missing = async (phase: 2 | 3 = 2, role?: string) =>
  (await world.phases.report("ledger", phase, role)).items.filter(({ ok }) => !ok).map(({ name }) => name);
/** What is found with things otherwise for a moment. */
async function foundWith(undo: () => Promise<unknown> | unknown, phase: 2 | 3 = 2) {
  try {
    return await missing(phase);
  } finally {
    await undo();
  }
}

test("a system that was long and much used without failing, with its contract on record, is ready for phase 2", async () => {
  const { items } = await world.phases.report("ledger", 2);
  expect(items.map(({ name, ok }) => [name, ok])).toEqual([
    ["days_in_phase", true],
    ["calls_in_phase", true],
    ["error_rate", true],
    ["contract", true],
    ["tools_assigned", true],
    ["audit", true],
    ["break_glass", true],
  ]);
  expect(items.every(({ found, needed }) => found !== "" && needed !== "")).toBe(true);
});

test("a phase that was closed yesterday begins anew: its days, and its calls", async () => {
  await world.open({ phase: 2 });
  await world.phases.brake(world.mei, "ledger", "test");
  const undo = () => world.pool.query("truncate phase_opening, phase_proposal");
  expect(await foundWith(undo)).toEqual(["days_in_phase", "calls_in_phase"]);
});

test("a system that nobody ever used is not ready", async () => {
  const { items } = await world.phases.report("shop", 2);
  expect(items.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
    "days_in_phase",
    "calls_in_phase",
    "contract",
  ]);
  expect(items[0]?.found).toBe("never used in it");
});

test("what the system failed at counts, and what the gateway or a caller's input refused does not", async () => {
  for (const outcome of ["phase_closed", "invalid_input", "conflict", "rate_limited"])
    await world.called("refusal", outcome, 50, 19);
  expect(await missing()).toEqual([]);
  await world.called("refusal", "upstream_unavailable", 5, 19);
  const { items } = await world.phases.report("ledger", 2);
  expect(items.find(({ name }) => name === "error_rate")).toMatchObject({
    ok: false,
    found: "2.5 % (5 of 204 calls)",
  });
  // Enough calls that went well make up for it.
  await world.called("read", "ok", 200, 19);
  expect(await missing()).toEqual([]);
});

test.each([
  ["a failure", { failed: 1 }],
  ["another catalog", { hash: "another" }],
  ["age", { age: "31 days" }],
  ["no sandbox", { target: "simulator" }],
])("a contract result with %s is not enough", async (_, result) => {
  await world.pool.query("delete from contract_result");
  await recordContract(world, result);
  const undo = async () => {
    await world.pool.query("delete from contract_result");
    await recordContract(world);
  };
  expect(await foundWith(undo)).toEqual(["contract"]);
});

test("a contract result is recorded by an administrator, with the catalog as it is", async () => {
  await world.pool.query("delete from contract_result");
  const run = { system: "ledger", target: "sandbox", passed: 12, failed: 0, ranAt: new Date() } as const;
  await expect(world.phases.recordContract(world.wren, run)).rejects.toMatchObject({ code: "not_allowed" });
  expect(await missing()).toEqual(["contract"]);
  await world.phases.recordContract(world.mei, run);
  expect(await missing()).toEqual([]);
  expect(await world.acts("contract_recorded")).toMatchObject([
    { system: "ledger", facts: { passed: 12, failed: 0 } },
  ]);
});

test("a tool of the phase that is nobody's is missing, in a trial one that is not that role's", async () => {
  expect(await missing(2, "writer")).toEqual([]);
  expect(await missing(2, "approver")).toEqual(["tools_assigned"]);
  world.configure({
    roles: {
      it: { title: "IT", groups: ["it"], tools: ["ledger_get"] },
      approver: { title: "A", groups: ["a"], tools: ["ledger_get"] },
    },
  });
  expect(await foundWith(() => world.configure({}))).toEqual(["tools_assigned"]);
});

test("phase 3 needs enough approvers for each tool and amount, one of whom does not open it", async () => {
  await world.open();
  const undo = () => world.configure({});
  const approvals = (rules: object[]) =>
    world.configure({ systems: { ledger: { url: "https://s", catalog: "s", approvals: rules } } });
  const lacking = async () =>
    (await world.phases.report("ledger", 3)).items.find(({ name }) => name === "approvers");
  expect(await lacking()).toMatchObject({ ok: true });
  approvals([]);
  expect(await lacking()).toMatchObject({
    ok: false,
    found: "ledger_pay: no rule says who approves every amount",
  });
  approvals([{ above: 100, approvers: ["approver"] }]);
  expect(await lacking()).toMatchObject({ ok: false });
  approvals([{ approvers: ["approver"] }, { above: 100, approvers: ["approver"], count: 2 }]);
  expect(await lacking()).toMatchObject({ ok: false, found: "ledger_pay: 1 of 2 approvers above 100" });
  approvals([{ approvers: ["it"], count: 2 }]);
  expect(await lacking()).toMatchObject({ ok: true });
  const waivers = { days_in_phase: "a test", calls_in_phase: "a test", approvers: "they will hire" };
  const wish = { system: "ledger", phase: 3, reason: "r", ticket: "t" } as const;
  const { id } = await world.phases.propose(world.mei, {
    ...wish,
    waivers: { days_in_phase: "a test", calls_in_phase: "a test" },
  });
  // Whoever could approve are now exactly the two who open it.
  await expect(world.phases.confirm(world.omar, id)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("ledger_pay: every approver opens the phase"),
  });
  await world.phases.withdraw(world.mei, id);
  expect(waivers).toBeDefined();
  undo();
  await world.pool.query("truncate phase_opening, phase_proposal");
});

test("each configured way to approvers must have been tested well and lately", async () => {
  const email = { host: "mail.halden.example", from: "gatehouse@halden.example" };
  await world.open();
  const channels = async () =>
    (await world.phases.report("ledger", 3)).items.find(({ name }) => name === "channels");
  const tested = (ok: boolean, age: string) =>
    world.pool.query(
      "insert into channel_test (channel, ok, detail, tested_at) values ('email', $1, '', now() - $2::interval)",
      [ok, age],
    );
  expect(await channels()).toMatchObject({ ok: true, found: "the page" });
  world.configure({ channels: { email } });
  expect(await channels()).toMatchObject({ ok: false, found: "the page; email was never tested" });
  await tested(true, "31 days");
  expect(await channels()).toMatchObject({ ok: false });
  await tested(true, "2 days");
  expect(await channels()).toMatchObject({ ok: true });
  await tested(false, "1 day");
  expect(await channels()).toMatchObject({ ok: false });
  world.configure({});
  await world.pool.query("truncate phase_opening, phase_proposal");
});

test("an emergency approval that nobody has looked at is missing", async () => {
  const id = randomUUID();
  await world.pool.query(
    `insert into change_request (id, kind, state, needs, person, grant_id, client_id, system, tool, phase, definition_hash, policy_version,
       idempotency_key, arguments_hash, before_hash, after_hash, content)
     values ($1, 'change', 'done', 'approval', $1, 'g', 'c', 'ledger', 'ledger_pay', 3, 'h', 'p', 'k', 'a', 'b', 'a', '')`,
    [id],
  );
  await world.pool.query("insert into break_glass_review (request, opened_by) values ($1, $1)", [id]);
  expect(await foundWith(() => world.pool.query("update break_glass_review set closed_at = now()"))).toEqual([
    "break_glass",
  ]);
  expect(await missing()).toEqual([]);
});

test("what is missing is refused at the confirmation unless it was waived with a reason, which stays on record", async () => {
  await world.pool.query("delete from contract_result");
  const wish = { system: "ledger", phase: 2, reason: "r", ticket: "t" } as const;
  const first = await world.phases.propose(world.mei, wish);
  await expect(world.phases.confirm(world.omar, first.id)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("contract (needed: "),
  });
  await world.phases.withdraw(world.mei, first.id);
  for (const reason of ["", "   "])
    await expect(
      world.phases.propose(world.mei, { ...wish, waivers: { contract: reason } }),
    ).rejects.toMatchObject({
      code: "invalid_input",
    });
  const { id } = await world.phases.propose(world.mei, {
    ...wish,
    waivers: { contract: "the vendor has no sandbox" },
  });
  const { waivers } = await world.phases.confirm(world.omar, id);
  expect(waivers).toEqual({ contract: { reason: "the vendor has no sandbox", by: world.mei.person.id } });
  expect((await world.acts("phase_opened")).at(-1)).toMatchObject({
    facts: { missing: ["contract"], waivers },
  });
  await world.pool.query("truncate phase_opening, phase_proposal");
  await recordContract(world);
});

test("what has gone missing since the proposal is refused, although it was there when it was proposed", async () => {
  const { id } = await world.phases.propose(world.mei, {
    system: "ledger",
    phase: 2,
    reason: "r",
    ticket: "t",
  });
  await recordContract(world, { failed: 3, age: "1 minute" });
  await expect(world.phases.confirm(world.omar, id)).rejects.toMatchObject({ code: "conflict" });
});

test("a waiver covers what was found when it was given, and nothing worse that came later", async () => {
  await world.pool.query("truncate phase_opening, phase_proposal");
  await world.pool.query("delete from contract_result");
  await recordContract(world, { failed: 1, age: "2 days" });
  const wish = {
    system: "ledger",
    phase: 2,
    reason: "r",
    ticket: "t",
    waivers: { contract: "a known fault" },
  };
  const { id } = await world.phases.propose(world.mei, wish as never);
  await recordContract(world, { failed: 4, age: "1 day" });
  await expect(world.phases.confirm(world.omar, id)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(
      /contract \(when it was waived: 40 passed, 1 failed .*; now: 40 passed, 4 failed/,
    ),
  });
  // Another thing that is wrong was not waived either; the same again was.
  await recordContract(world, { failed: 1, age: "2 hours", hash: "another" });
  await expect(world.phases.confirm(world.omar, id)).rejects.toMatchObject({ code: "conflict" });
  await recordContract(world, { failed: 1, age: "1 hour" });
  expect(await world.phases.confirm(world.omar, id)).toMatchObject({ state: "confirmed" });
  await world.pool.query("truncate phase_opening, phase_proposal");
});

test("a third party's changes of phase 2 wait for an approval, so approvers and ways to them are looked at there too", async () => {
  const foreign = (rules: object[]) => {
    const tools = { update: { phase: 2, risk: "reversible" } };
    const thirdParty = { url: "https://mcp.example.com/mcp", title: "Shop", tools };
    const egress = { hosts: ["mcp.example.com"] };
    world.configure({ egress, systems: { shop: { thirdParty, approvals: rules } } });
  };
  const of = async (name: string) =>
    (await world.phases.report("shop", 2)).items.find((item) => item.name === name);
  expect(await of("approvers")).toBeUndefined();
  foreign([]);
  expect(await of("approvers")).toMatchObject({ ok: false, found: expect.stringContaining("no rule says") });
  expect(await of("channels")).toMatchObject({ ok: true });
  foreign([{ approvers: ["approver"] }]);
  expect(await of("approvers")).toMatchObject({ ok: true });
  world.configure({});
});

test("a report from the command line does not claim to have seen whether a gateway's rows wait", async () => {
  const audit = { ...world.needs.audit, isOfCommand: true };
  const { items } = await createPhases({ ...world.needs, audit }).report("ledger", 2);
  const [found] = items.filter(({ name }) => name === "audit").map((item) => item.found);
  expect(found).toMatch(
    /^a command does not see how long a gateway's rows wait; the newest \d+ rows fit together$/,
  );
});

test("an audit row that was changed is found", async () => {
  await world.pool.query("alter table audit_row disable trigger user");
  await world.pool.query(
    "update audit_row set outcome = 'conflict' where kind = 'operation' and seq = (select max(seq) from audit_row where kind = 'operation')",
  );
  expect(await missing()).toContain("audit");
});
