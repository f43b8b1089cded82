import type { Gateway } from "@gatehouse/gateway";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openReplica } from "../attack/world.ts";
import { modern } from "../support/mcp.ts";
import { gate, type Office, openOffice } from "./office.ts";
import { AMARA, INGRID, MEI, TOMAS } from "./people.ts";

let office: Office;
let replica: Gateway;
beforeAll(async () => {
  office = await openOffice({ timeoutSeconds: 1 });
  replica = await openReplica(office);
});
afterAll(async () => {
  await replica?.close();
  await office?.stop();
});
afterEach(() => {
  for (const moment of ["read", "preview", "accepted", "applied"] as const)
    office.ledger.at(moment, undefined);
});

const label = (id: string, text: string, meta: object = {}, at = office.url) =>
  office
    .tokenOf(AMARA)
    .then((token) =>
      modern(`${at}/mcp`, token, "tools/call", {
        name: "ledger_set_label",
        arguments: { id, label: text },
        _meta: meta,
      }),
    )
    .then(({ body }) => body?.result);
const keyed = (key: unknown) => ({ "gatehouse/idempotencyKey": key });
const changeOf = (result: { _meta: Record<string, { id: string }> }) => result._meta["gatehouse/change"]?.id;
const codeOf = (result: { _meta: Record<string, { code: string }> }) => result._meta["gatehouse/error"]?.code;
/** A request of this account's, the newest. */
const idOn = async (account: string): Promise<string> => {
  const { data } = await office.ask(AMARA, "gatehouse_my_changes");
  return data.items.find(({ summary }: { summary: string }) => summary.includes(` ${account} `))?.id;
};
/** Gateways look by themselves every two seconds. */
const PATIENTLY = { timeout: 15_000 };
const gone = () => {
  throw new Error("gone");
};
/** Does it the first time alone. */
const firstOf = <T>(does: () => T) => {
  const once = [does];
  return () => once.pop()?.();
};
/** As if the time to answer in were over. */
const letLapse = (id: string) =>
  office.query("update change_request set lease_until = now() - interval '1 second' where id = $1", [id]);

test("twenty identical calls at once, at two gateways, are one change with one answer", async () => {
  const urls = [office.url, replica.url];
  const calls = Array.from({ length: 20 }, (_, index) => label("o1", "paid", {}, urls[index % 2]));
  const results = await Promise.all(calls);
  expect(new Set(results.map((result) => JSON.stringify(result.structuredContent)))).toEqual(
    new Set(['{"id":"o1","label":"paid"}']),
  );
  expect(new Set(results.map(changeOf)).size).toBe(1);
  expect(office.effectsOn("o1")).toBe(1);
});

test("a call that looked before the same change began, and writes after it ended, gets its answer", async () => {
  const slow = gate();
  const passes = firstOf(slow.pass);
  office.ledger.at("preview", (_, id) => (id === "o2" ? passes() : undefined));
  const late = label("o2", "paid");
  await slow.reached;
  const first = await label("o2", "paid");
  slow.letGo();
  expect(changeOf(await late)).toBe(changeOf(first));
  expect(office.effectsOn("o2")).toBe(1);
});

test("a client's own key says which calls are the same, whatever was changed in between", async () => {
  const first = await label("o3", "a", keyed("one"));
  await label("o3", "b", keyed("two"));
  expect(changeOf(await label("o3", "a", keyed("one")))).toBe(changeOf(first));
  expect([office.ledger.account("o3").label, office.effectsOn("o3")]).toEqual(["b", 2]);
  const other = await label("o3", "c", keyed("one"));
  expect([codeOf(other), office.effectsOn("o3")]).toEqual(["conflict", 2]);
  await label("o3", "a", keyed("three"));
  expect(office.effectsOn("o3")).toBe(3);
  for (const key of ["", 7, null, "x".repeat(201)])
    expect(codeOf(await label("o3", "d", keyed(key)))).toBe("invalid_input");
});

test("of different calls by one key at once one is made and the others are refused", async () => {
  const results = await Promise.all(["a", "b", "c"].map((text) => label("o4", text, keyed("race"))));
  expect(results.map((result) => (result.isError ? codeOf(result) : "ok")).toSorted()).toEqual([
    "conflict",
    "conflict",
    "ok",
  ]);
  expect(office.effectsOn("o4")).toBe(1);
});

test("the same person's key is no other person's", async () => {
  await label("o5", "a", keyed("shared"));
  const told = await office.call(TOMAS, "ledger_set_label", { id: "o5b", label: "a" }, {
    _meta: keyed("shared"),
  } as never);
  expect(told.body?.result.structuredContent.gatehouse_request).toMatchObject({ state: "confirming" });
});

test("a repeat is the same change within its time and a new one after it", async () => {
  const first = await label("o6", "paid");
  expect(changeOf(await label("o6", "paid"))).toBe(changeOf(first));
  await office.query("update change_request set repeats_until = now() where id = $1", [changeOf(first)]);
  expect(changeOf(await label("o6", "paid"))).not.toBe(changeOf(first));
  expect(office.effectsOn("o6")).toBe(2);
});

test("there and back again are three changes, and again three", async () => {
  for (const text of ["a", "b", "a", "b", "a"]) await label("o7", text);
  expect([office.ledger.account("o7").label, office.effectsOn("o7")]).toEqual(["a", 5]);
});

test("a repeat is no new change because another record went through the same states", async () => {
  await label("o8", "paid");
  office.ledger.account("o9").label = "paid";
  await label("o9", "void");
  await label("o8", "paid");
  expect([office.effectsOn("o8"), office.effectsOn("o9")]).toEqual([1, 1]);
});

test("a repeat stays one where somebody else's edit came in between: it must not undo that without a word", async () => {
  await label("o11", "a");
  office.ledger.account("o11").label = "x";
  await label("o12", "b");
  await label("o11", "a");
  expect([office.ledger.account("o11").label, office.effectsOn("o11")]).toEqual(["x", 1]);
});

test("what was undone is made anew when it is asked for again", async () => {
  const id = changeOf(await label("o10", "paid"));
  await office.ask(AMARA, "gatehouse_undo", { id });
  await label("o10", "paid");
  expect([office.ledger.account("o10").label, office.effectsOn("o10")]).toEqual(["paid", 3]);
});

test("a change that its system took and did not answer is found to have happened, and then repeats get that", async () => {
  const hang = gate();
  office.ledger.at("applied", (_, id) => (id === "h1" ? hang.pass() : undefined));
  expect(codeOf(await label("h1", "paid"))).toBe("outcome_unknown");
  const id = await idOn("h1");
  await letLapse(id);
  expect(await office.until(id, "done")).toMatchObject({ why: "read_back_done" });
  hang.letGo();
  const again = await label("h1", "paid");
  expect(again).toMatchObject({ structuredContent: { gatehouse_request: { id, state: "done" } } });
  expect(again.isError).toBeUndefined();
  expect(office.effectsOn("h1")).toBe(1);
  const acts = (await office.acts(id)).map(({ kind, tool, outcome }) => `${kind} ${tool} ${outcome}`);
  expect(acts).toContain("outcome ledger_set_label outcome_unknown");
  expect(acts).toContain("operation outcome_read_back ok");
});

test("a change that its system never began is found not to have happened, and may be made again", async () => {
  office.ledger.at("accepted", (_, id) => (id === "h2" ? gone() : undefined));
  expect(codeOf(await label("h2", "paid"))).toBe("outcome_unknown");
  const id = await idOn("h2");
  const held = await label("h2", "paid");
  expect([codeOf(held), changeOf(held)]).toEqual(["outcome_unknown", undefined]);
  await letLapse(id);
  expect(await office.until(id, "failed")).toMatchObject({ why: "read_back_undone" });
  office.ledger.at("accepted", undefined);
  expect(await label("h2", "paid")).toMatchObject({ structuredContent: { label: "paid" } });
  expect(office.effectsOn("h2")).toBe(1);
});

test("what nobody can tell is left to a person, who must not be the requester, and stays on record", async () => {
  office.ledger.at("accepted", (_, id) => {
    if (id !== "h3") return;
    office.ledger.account("h3").label = "something else";
    gone();
  });
  await label("h3", "paid");
  const id = await idOn("h3");
  await letLapse(id);
  await expect
    .poll(async () => {
      const [row] = await office.query<{ is_put_off: boolean }>(
        "select lease_until > now() as is_put_off from change_request where id = $1",
        [id],
      );
      return row?.is_put_off;
    }, PATIENTLY)
    .toBe(true);
  expect(await office.row(id)).toMatchObject({ state: "unknown" });
  expect(await office.press(AMARA, id, "settle", { happened: "yes", note: "mine" })).toMatchObject({
    status: 403,
  });
  expect(await office.press(MEI, id, "settle", { happened: "no", note: "" })).toMatchObject({ status: 400 });
  expect(await office.press(MEI, id, "settle", { happened: "no", note: "looked" })).toMatchObject({
    status: 200,
    said: "",
  });
  expect(await office.row(id)).toMatchObject({ state: "failed", why: "told_undone" });
  expect(await office.acts(id)).toContainEqual(
    expect.objectContaining({ tool: "outcome_told_undone", person: await office.idOf(MEI) }),
  );
});

test("an approved change is sent by one of two gateways, once, however often both are told", async () => {
  const ids = await Promise.all(["t1", "t2", "t3", "t4", "t5"].map((account) => office.pay(AMARA, account)));
  await Promise.all(ids.map((id) => office.approve(INGRID, id)));
  for (const id of ids) {
    await office.query("select pg_notify('gatehouse_change', 'approved:' || $1)", [id]);
    expect(await office.until(id, "done")).toMatchObject({ attempt: 1 });
  }
  expect(["t1", "t2", "t3", "t4", "t5"].map(office.effectsOn)).toEqual([1, 1, 1, 1, 1]);
});

test("an approved change that never began is carried out again while its approval lasts, once", async () => {
  const fails = firstOf(gone);
  office.ledger.at("accepted", (_, account) => (account === "t6" ? fails() : undefined));
  const id = await office.pay(AMARA, "t6");
  await office.approve(INGRID, id);
  await office.until(id, "unknown");
  await letLapse(id);
  expect(await office.until(id, "done")).toMatchObject({ attempt: 2 });
  expect(office.ledger.account("t6").paid).toBe(100);
});

test("an approved change whose answer was lost is not sent again", async () => {
  office.ledger.at("applied", (_, account) => (account === "t7" ? gone() : undefined));
  const id = await office.pay(AMARA, "t7");
  await office.approve(INGRID, id);
  await office.until(id, "unknown");
  await letLapse(id);
  expect(await office.until(id, "done")).toMatchObject({ attempt: 1, why: "read_back_done" });
  expect(office.ledger.account("t7").paid).toBe(100);
});

test("as many confirmations at once as there are, each is carried out", async () => {
  const accounts = Array.from({ length: 16 }, (_, index) => `c${index}`);
  const ids = await Promise.all(
    accounts.map(async (id) => {
      const { data } = await office.ask(TOMAS, "ledger_set_label", { id, label: "paid" });
      return data.gatehouse_request.id as string;
    }),
  );
  const told = await Promise.all(ids.map((id) => office.ask(TOMAS, "gatehouse_confirm", { id })));
  expect(told.map(({ data }) => data?.state)).toEqual(accounts.map(() => "done"));
  expect(accounts.map(office.effectsOn)).toEqual(accounts.map(() => 1));
});

test("an approval outlasts a moment in which nobody knows which phases are open", async () => {
  const fails = firstOf(gone);
  office.ledger.at("accepted", (_, account) => (account === "t8" ? fails() : undefined));
  const id = await office.pay(AMARA, "t8");
  await office.approve(INGRID, id);
  await office.until(id, "unknown");
  const holder = new pg.Client({ connectionString: office.database.url });
  await holder.connect();
  try {
    await holder.query("begin; lock table phase_opening in access exclusive mode");
    const asked = () => office.ask(AMARA, "ledger_pay", { id: "t9", amount: 1, reason: "test" });
    await expect.poll(async () => (await asked()).outcome, PATIENTLY).toBe("upstream_unavailable");
    await letLapse(id);
    await office.until(id, "approved");
  } finally {
    await holder.end();
  }
  expect(await office.until(id, "done")).toMatchObject({ attempt: 2 });
});

test("a write whose gateway ended before it could record the outcome gets that row later, once", async () => {
  // The last one here: once a gateway finds that its record was written over, it closes what is open.
  const id = changeOf(await label("o20", "paid"));
  await office.query("alter table audit_row disable trigger user");
  const where = "where kind = 'outcome' and facts ->> 'change' = $1";
  await office.query(`update audit_row set kind = 'notice' ${where}`, [id]);
  await office.query("alter table audit_row enable trigger user");
  const then = "now() - interval '2 minutes'";
  await office.query(`update change_request set finished_at = ${then} where id = $1`, [id]);
  const outcomes = async () => (await office.acts(id ?? "")).filter(({ kind }) => kind === "outcome");
  const late = await openReplica(office);
  try {
    await expect.poll(async () => (await outcomes()).length, PATIENTLY).toBe(1);
  } finally {
    await late.close();
  }
  expect(await outcomes()).toEqual([
    expect.objectContaining({ tool: "ledger_set_label", outcome: "ok", person: await office.idOf(AMARA) }),
  ]);
});
