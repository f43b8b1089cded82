import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { META } from "../changes/meta.ts";
import { gate, type Office, openOffice } from "../changes/office.ts";
import { AMARA, INGRID, PRIYA, TOMAS } from "../changes/people.ts";
import { callTool, modern } from "../support/mcp.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice({ timeoutSeconds: 1 });
});
afterAll(() => office?.stop());
afterEach(() => {
  for (const moment of ["preview", "accepted", "applied"] as const) office.ledger.at(moment, undefined);
});

const paid = (account: string) => office.ledger.account(account).paid;
const state = async (id: string) => (await office.row(id)).state;

test.each([
  ["ledger_set_label", { id: "s1", label: "x" }],
  ["ledger_pay", { id: "s1", amount: 1, reason: "because" }],
  ["gatehouse_confirm", { id: randomUUID() }],
  ["gatehouse_undo", { id: randomUUID() }],
  ["gatehouse_withdraw", { id: randomUUID() }],
])(
  "24: %s with a token for reading is refused with every scope named, and leaves no request",
  async (tool, args) => {
    const { access_token } = await office.tokensOf(AMARA, "/mcp", "mcp:read offline_access");
    const { status, headers } = await callTool(`${office.url}/mcp`, access_token, tool, args);
    expect(status).toBe(403);
    expect(headers.get("www-authenticate")).toContain(
      'error="insufficient_scope", scope="mcp:read mcp:write"',
    );
    expect(await office.query("select id from change_request")).toEqual([]);
    expect(office.ledger.effects).toEqual([]);
  },
);

test("25: nobody approves what they asked for, by their own page, by a lent approval, or in another's name", async () => {
  const id = await office.pay(AMARA, "x1");
  const lend = { email: AMARA, system: "", from: today(), until: today(), reason: "mine now" };
  await office.post(INGRID, "/approvals/delegations", lend);
  for (const fields of [
    {},
    { approver: await office.idOf(INGRID) },
    { authority: await office.idOf(INGRID) },
  ])
    expect((await office.press(AMARA, id, "decide", { decision: "approve", ...fields })).status).toBe(403);
  expect([await state(id), paid("x1")]).toEqual(["pending", 0]);
});

test("25: what was approved is done with the arguments that were approved, and with no others", async () => {
  const id = await office.pay(AMARA, "x2", 10);
  const altered = await office.press(INGRID, id, "decide", {
    decision: "approve",
    arguments: '{"id":"x2","amount":9000,"reason":"more"}',
    amount: "9000",
  });
  expect(altered.said).toBe("");
  await office.until(id, "done");
  expect(paid("x2")).toBe(10);
  const more = await office.ask(AMARA, "ledger_pay", { id: "x2", amount: 9_000, reason: "an invoice" });
  expect(more.data.gatehouse_request).toMatchObject({ state: "pending" });
  expect(paid("x2")).toBe(10);
});

test("25: a content that was written over in the database is not done, and keeps nothing else from being done", async () => {
  const [small, large] = [await office.pay(AMARA, "x3", 1), await office.pay(AMARA, "x4", 9_000)];
  await office.query("alter table change_request disable trigger change_request_transition");
  await office.query(
    "update change_request set content = (select content from change_request where id = $2) where id = $1",
    [small, large],
  );
  await office.query("alter table change_request enable trigger change_request_transition");
  expect(await office.approve(INGRID, small)).toMatchObject({ status: 503 });
  expect((await office.look(INGRID, "/approvals")).html).toContain(large);
  // What no gateway can open none can let expire; that fails for this one alone.
  await office.query("update change_request set expires_at = now() - interval '1 second' where id = $1", [
    small,
  ]);
  await office.approve(INGRID, large);
  await office.until(large, "done");
  expect([await state(small), paid("x3"), paid("x4")]).toEqual(["pending", 0, 9_000]);
});

test("25: after expiry, without the role, with an old sign-in or without the form's own secret nothing is approved", async () => {
  const id = await office.pay(AMARA, "x5");
  await office.letSignInAge(PRIYA, "1 hour");
  await office.approve(PRIYA, id);
  await office.letSignInAge(PRIYA, "0 minutes");
  await office.query("update person set groups = '{}' where email = $1", [PRIYA]);
  await office.approve(PRIYA, id);
  await office.query("update person set groups = '{gatehouse-hr}' where email = $1", [PRIYA]);
  expect(await office.postForged(INGRID, `/approvals/${id}/decide`, { decision: "approve" })).toBe(403);
  expect((await office.look(INGRID, `/approvals/${id}/decide?decision=approve`)).status).toBe(404);
  expect(await state(id)).toBe("pending");
  await office.query("update change_request set expires_at = now() - interval '1 second' where id = $1", [
    id,
  ]);
  await office.approve(INGRID, id);
  expect([await state(id), paid("x5")]).toEqual([expect.stringMatching(/pending|expired/), 0]);
  expect(await office.query("select 1 from approval_decision where request = $1", [id])).toEqual([]);
});

test("25: an id that was guessed or overheard opens nothing to whoever has no part in it", async () => {
  const id = await office.pay(AMARA, "x6");
  for (const one of [id, randomUUID(), "%00", "1;drop table change_request"])
    for (const action of ["decide", "withdraw", "break-glass", "settle", "close-review"])
      expect((await office.press(TOMAS, one, action, { decision: "approve", note: "n" })).status).toBe(404);
  for (const tool of ["gatehouse_get_request", "gatehouse_confirm", "gatehouse_withdraw", "gatehouse_undo"])
    expect(await office.ask(TOMAS, tool, { id })).toMatchObject({ outcome: "not_found" });
  expect(await state(id)).toBe("pending");
});

test("25: a requestState that is another's, altered or for other arguments confirms nothing", async () => {
  const asks = async (email: string, account: string, more: object = {}) => {
    const token = await office.tokenOf(email);
    const call = {
      name: "ledger_set_label",
      arguments: { id: account, label: "x" },
      _meta: META.elicitation,
    };
    return (await modern(`${office.url}/mcp`, token, "tools/call", { ...call, ...more })).body;
  };
  const inputResponses = { confirm: { action: "accept", content: { ok: true } } };
  const { requestState } = (await asks(TOMAS, "x7"))?.result ?? {};
  const foreign = [
    asks(TOMAS, "x8", { requestState, inputResponses }),
    asks(TOMAS, "x7", { requestState: altered(requestState), inputResponses }),
    asks(TOMAS, "x7", { requestState: { id: randomUUID() }, inputResponses }),
  ];
  for (const body of await Promise.all(foreign)) expect(body?.error?.code).toBe(-32602);
  await asks(TOMAS, "x7", { inputResponses });
  // To Amara the tool asks nothing, so there a state is the system's, and this one is not.
  expect((await asks(AMARA, "x7", { requestState, inputResponses }))?.error?.code).toBe(-32602);
  expect([office.ledger.account("x7").label, office.ledger.account("x8").label]).toEqual(["new", "new"]);
});

test("25: two who approve at once are one payment", async () => {
  const id = await office.pay(AMARA, "x9");
  await Promise.all([INGRID, PRIYA, INGRID, PRIYA].map((email) => office.approve(email, id)));
  await office.until(id, "done");
  expect([paid("x9"), office.effectsOn("x9"), (await office.row(id)).attempt]).toEqual([100, 1, 1]);
});

test("26: a change that timed out is sent once, however often it is asked for, under whatever message id", async () => {
  const hang = gate();
  office.ledger.at("applied", (_, account) => (account === "y1" ? hang.pass() : undefined));
  const token = await office.tokenOf(AMARA);
  const again = () => callTool(`${office.url}/mcp`, token, "ledger_set_label", { id: "y1", label: "paid" });
  const first = (await again()).body?.result;
  expect(first._meta["gatehouse/error"].code).toBe("outcome_unknown");
  const retries = await Promise.all([again(), again(), again()]);
  for (const { body } of retries)
    expect(body?.result.isError ? body.result._meta["gatehouse/error"].code : "found").toBeOneOf([
      "outcome_unknown",
      "found",
    ]);
  hang.letGo();
  const { data } = await office.ask(AMARA, "gatehouse_my_changes");
  const { id } = data.items.find(({ summary }: { summary: string }) => summary.includes("y1"));
  expect(await office.until(id, "done")).toMatchObject({ why: "read_back_done" });
  expect((await again()).body?.result.isError).toBeUndefined();
  expect(office.effectsOn("y1")).toBe(1);
});

test("26: a client that hangs up and asks again gets the outcome of the change it began", async () => {
  const slow = gate();
  office.ledger.at("accepted", (_, account) => (account === "y2" ? slow.pass() : undefined));
  const token = await office.tokenOf(AMARA);
  const hangsUp = new AbortController();
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "ledger_set_label", arguments: { id: "y2", label: "paid" } },
  });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2025-11-25",
  };
  const first = fetch(`${office.url}/mcp`, { method: "POST", headers, body, signal: hangsUp.signal }).catch(
    () => "gone",
  );
  await slow.reached;
  hangsUp.abort();
  expect(await first).toBe("gone");
  const second = office.ask(AMARA, "ledger_set_label", { id: "y2", label: "paid" });
  slow.letGo();
  expect((await second).data).toEqual({ id: "y2", label: "paid" });
  expect(office.effectsOn("y2")).toBe(1);
});

test("51: an approval is spent by one execution: repeating the call, the decision or the notice does no more", async () => {
  const id = await office.pay(AMARA, "z1");
  await office.approve(INGRID, id);
  await office.until(id, "done");
  for (let time = 0; time < 3; time += 1) {
    expect((await office.ask(AMARA, "ledger_pay", args("z1"))).data).toEqual({ id: "z1", paid: 100 });
    expect((await office.approve(INGRID, id)).status).toBe(409);
    await office.query("select pg_notify('gatehouse_change', 'approved:' || $1)", [id]);
  }
  await expect(
    office.query("update change_request set state = 'approved' where id = $1", [id]),
  ).rejects.toThrow();
  expect([paid("z1"), office.effectsOn("z1")]).toEqual([100, 1]);
});

test("51: after its time a repeated call is a new request, which the old approval does not cover", async () => {
  const id = await office.pay(AMARA, "z2");
  await office.approve(INGRID, id);
  await office.until(id, "done");
  await office.query("update change_request set repeats_until = now() where id = $1", [id]);
  const second = await office.pay(AMARA, "z2");
  expect(second).not.toBe(id);
  await office.query(
    `insert into approval_decision select $2, approver, authority, role, decision, is_opener, channel, signed_in_at,
       at, note, mac from approval_decision where request = $1`,
    [id, second],
  );
  await office.query("update change_request set state = 'approved' where id = $1", [second]);
  await office.until(second, "failed");
  expect(paid("z2")).toBe(100);
});

/** One letter in the middle is another: the last one of base64 may stand for bits that nobody reads. */
const altered = (text: string) =>
  text.replace(/^(.{20})(.)/, (_, head, one) => head + (one === "A" ? "B" : "A"));
const args = (account: string) => ({ id: account, amount: 100, reason: "an invoice" });
const today = () => new Date().toISOString().slice(0, 10);
