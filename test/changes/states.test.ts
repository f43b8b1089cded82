import { createSecretKey, randomBytes, randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
// @boundaries-ignore the rows are seen here without the gateway around them
import type { ApprovalPolicy } from "../../gateway/src/approvals/approval-policy.ts";
// @boundaries-ignore as above
import type { ChangeRequest } from "../../gateway/src/changes/change-request.ts";
// @boundaries-ignore as above
import { type ChangeRows, changeRows, type NewRequest } from "../../gateway/src/changes/change-rows.ts";
// @boundaries-ignore as above
import { settle } from "../../gateway/src/changes/recover.ts";
// @boundaries-ignore as above
import { requestSeals } from "../../gateway/src/changes/seal-content.ts";
// @boundaries-ignore as above
import { CHANGE_STATES, type ChangeState, mayBecome } from "../../gateway/src/changes/states.ts";
// @boundaries-ignore as above
import { inTransaction } from "../../gateway/src/directory/in-transaction.ts";
// @boundaries-ignore as above
import type { Metrics } from "../../gateway/src/observe/metrics.ts";
// @boundaries-ignore as above
import { type Database, openDatabase } from "../../gateway/src/store/database.ts";
// @boundaries-ignore as above
import { migrate } from "../../gateway/src/store/migrate.ts";
import { startTestDatabase, type TestDatabase } from "../support/database.ts";

let server: TestDatabase;
let database: Database;
let rows: ChangeRows;
const key = createSecretKey(randomBytes(32));
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase({ url: server.url });
  await migrate(database);
  rows = changeRows(database.pool, requestSeals({ get: () => key, find: async () => key }));
});
afterAll(async () => {
  await database?.close();
  await server?.stop();
});

/** A request that stands in a state as if it had come there. */
async function standing(state: ChangeState): Promise<NewRequest> {
  const request: NewRequest = {
    id: randomUUID(),
    kind: "change",
    state,
    needs: "approval",
    person: randomUUID(),
    grantId: "grant",
    clientId: "client",
    system: "ledger",
    tool: "ledger_pay",
    phase: 3,
    definitionHash: "definition",
    policyVersion: "policy",
    idempotencyKey: "key",
    argumentsHash: "arguments",
    beforeHash: "before",
    afterHash: "after",
    amount: 10,
    currency: "USD",
    approvalsNeeded: 1,
    expiresAt: undefined,
    undoes: undefined,
    content: { arguments: {}, summary: "s", before: 1, after: 2, checks: [], hasPreview: true },
    channel: "call",
  };
  expect(await rows.insert(database.pool, request)).toBe(true);
  return request;
}

const PAIRS = CHANGE_STATES.flatMap((from) => CHANGE_STATES.map((to) => [from, to] as const));
const saidNo = (error: { code?: string }) => {
  expect(error.code).toBe("23514");
  return false;
};

test("every pair of states is a step or refused, by the code and by the database alike", async () => {
  const wrong = await Promise.all(
    PAIRS.filter(([from, to]) => from !== to).map(async ([from, to]) => {
      const [first, second] = [await standing(from), await standing(from)];
      const byCode = await rows.move(database.pool, first, { to, channel: "gateway" });
      const byHand = await database.pool
        .query("update change_request set state = $2 where id = $1", [second.id, to])
        .then(() => true, saidNo);
      const found = (await rows.find(database.pool, first.id))?.state;
      const isLegal = mayBecome(from, to);
      const isRight = byCode === isLegal && byHand === isLegal && found === (isLegal ? to : from);
      return isRight ? [] : [`${from} > ${to}`];
    }),
  );
  expect(wrong.flat()).toEqual([]);
});

test("no step leads back to where a request stands, so two who take one cannot both have it", async () => {
  for (const state of CHANGE_STATES) {
    const request = await standing(state);
    expect(await rows.move(database.pool, request, { to: state, channel: "gateway" })).toBe(false);
  }
});

test("of two who take the same step at once one has it", async () => {
  const request = await standing("approved");
  const step = { to: "executing", channel: "gateway", leaseSeconds: 1 } as const;
  const taken = await Promise.all([1, 2, 3, 4].map(() => rows.move(database.pool, request, step)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await rows.find(database.pool, request.id)).toMatchObject({ attempt: 1 });
});

test("an attempt that was given up says nothing of the next one", async () => {
  const request = await standing("approved");
  const take = () =>
    rows.move(database.pool, request, { to: "executing", channel: "gateway", leaseSeconds: 60 });
  await take();
  await rows.move(database.pool, request, { to: "unknown", channel: "gateway" });
  await rows.move(database.pool, request, { to: "approved", channel: "gateway" });
  await take();
  const late = { to: "done", channel: "gateway", attempt: 1 } as const;
  expect(await rows.move(database.pool, request, late)).toBe(false);
  expect(await rows.renewLease({ id: request.id, attempt: 1 }, 60)).toBe(false);
  expect(await rows.renewLease({ id: request.id, attempt: 2 }, 60)).toBe(true);
  expect(await rows.move(database.pool, request, { ...late, attempt: 2 })).toBe(true);
});

test("what a read-back of one attempt found says nothing of the next one", async () => {
  const request = await standing("approved");
  const take = () =>
    rows.move(database.pool, request, { to: "executing", channel: "gateway", leaseSeconds: 60 });
  await take();
  await rows.move(database.pool, request, { to: "unknown", channel: "gateway" });
  const first = (await rows.find(database.pool, request.id)) as ChangeRequest;
  const needs = {
    pool: database.pool,
    rows,
    announce: async () => {},
    approvals: () => ({ repeatMinutes: 1 }) as ApprovalPolicy,
    metrics: { change() {} } as unknown as Metrics,
  };
  expect(await settle(first, "approved", "read_back_undone", needs)).toBe(true);
  await take();
  await rows.move(database.pool, request, { to: "unknown", channel: "gateway" });
  expect(await settle(first, "done", "read_back_done", needs)).toBe(false);
  const second = (await rows.find(database.pool, request.id)) as ChangeRequest;
  expect(await settle(second, "done", "read_back_done", needs)).toBe(true);
});

test("of many who write into one history at once none is turned away, nor the step among them", async () => {
  const request = await standing("pending");
  const note = (client: Pool | PoolClient) =>
    rows.note(client, { ...request, state: "pending" }, { channel: "page" });
  const inOne = () => inTransaction(database.pool, note);
  const alone = () => note(database.pool);
  await Promise.all([
    ...Array.from({ length: 6 }, (_, index) => (index % 2 ? inOne() : alone())),
    rows.move(database.pool, request, { to: "approved", channel: "page" }),
  ]);
  expect(await rows.history(request)).toHaveLength(8);
});

test.each([
  "id = gen_random_uuid()",
  "kind = 'undo'",
  "needs = 'nothing'",
  "person = gen_random_uuid()",
  "grant_id = 'other'",
  "client_id = 'other'",
  "system = 'other'",
  "tool = 'other'",
  "phase = 2",
  "definition_hash = 'other'",
  "policy_version = 'other'",
  "idempotency_key = 'other'",
  "arguments_hash = 'other'",
  "before_hash = 'other'",
  "after_hash = 'other'",
  "amount = 1",
  "currency = 'EUR'",
  "approvals_needed = 0",
  "content = '\\x00'",
  "undoes = gen_random_uuid()",
])("what a request asks for never changes: %s is refused", async (change) => {
  const { id } = await standing("pending");
  await expect(
    database.pool.query(`update change_request set ${change} where id = $1`, [id]),
  ).rejects.toMatchObject({ code: "23514" });
});

test("history and decisions are only added to, and no request that has one can be removed", async () => {
  const request = await standing("pending");
  await rows.note(database.pool, { ...request, state: "pending" }, { channel: "page", note: "seen" });
  await database.pool.query(
    `insert into approval_decision (request, approver, authority, role, decision, is_opener, channel, signed_in_at, at, mac)
     values ($1, $2, $2, 'r', 'approve', false, 'page', now(), now(), '')`,
    [request.id, randomUUID()],
  );
  const acts = [
    "update change_event set state = 'done' where request = $1",
    "delete from change_event where request = $1",
    "update approval_decision set decision = 'reject' where request = $1",
    "delete from approval_decision where request = $1",
    "delete from change_request where id = $1",
  ];
  for (const act of acts) await expect(database.pool.query(act, [request.id]), act).rejects.toThrow();
  const history = await rows.history(request);
  expect(history.map(({ state, note }) => [state, note])).toEqual([
    ["pending", undefined],
    ["pending", "seen"],
  ]);
});

test("what is at stake is read from what was sealed, not from the column beside it", async () => {
  const base = await standing("done");
  const request = { ...base, id: randomUUID(), idempotencyKey: "other", amount: 1, currency: "USD" };
  request.content = { ...base.content, atStake: { value: 60_000, currency: "USD" } };
  await rows.insert(database.pool, request);
  expect(await rows.find(database.pool, request.id)).toMatchObject({ amount: 60_000, currency: "USD" });
});

test("what is no id is the id of nothing", async () => {
  for (const id of ["", "1", "' or 1=1", "00000000-0000-0000-0000-00000000000g"])
    expect(await rows.find(database.pool, id)).toBeUndefined();
});
