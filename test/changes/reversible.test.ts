import { afterAll, beforeAll, expect, test } from "vitest";
import { META } from "./meta.ts";
import { type Office, openOffice } from "./office.ts";
import { AMARA, INGRID, MEI, TOMAS } from "./people.ts";

let office: Office;
beforeAll(async () => {
  office = await openOffice({ phase: 2, hasNumbers: true });
});
afterAll(() => office?.stop());

const label = (email: string, id: string, text: string) =>
  office.ask(email, "ledger_set_label", { id, label: text });
const now = (id: string) => office.ledger.account(id).label;
const asked = async (id: string, text: string): Promise<string> =>
  (await label(TOMAS, id, text)).data.gatehouse_request.id;
/** A change that Amara made; its id. */
const made = async (id: string, text: string): Promise<string> =>
  /Change ([0-9a-f-]{36})/.exec((await label(AMARA, id, text)).texts.at(-1) ?? "")?.[1] ?? "";

test("a reversible write is made at once, and its answer says until when it can be undone", async () => {
  const { body } = await office.call(AMARA, "ledger_set_label", { id: "r1", label: "paid" });
  expect(body?.result).toMatchObject({
    structuredContent: { id: "r1", label: "paid" },
    _meta: { "gatehouse/change": { id: expect.any(String), undo_until: expect.any(String) } },
  });
  const id = body?.result._meta["gatehouse/change"].id;
  expect((await office.acts(id)).map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ["intent", "pending"],
    ["outcome", "ok"],
  ]);
});

test("what has to be confirmed first shows before and after and a handle, to the requester alone", async () => {
  const told = await label(TOMAS, "r2", "held");
  const { gatehouse_request: request } = told.data;
  expect(request).toMatchObject({
    state: "confirming",
    before: { label: "new" },
    after: { label: "held" },
    expires_at: expect.any(String),
  });
  expect(told.texts[0]).toContain("gatehouse_confirm");
  for (const tool of ["gatehouse_confirm", "gatehouse_get_request", "gatehouse_withdraw", "gatehouse_undo"])
    expect(await office.ask(AMARA, tool, { id: request.id })).toMatchObject({ outcome: "not_found" });
  expect([now("r2"), (await office.row(request.id)).state]).toEqual(["new", "confirming"]);
  expect((await office.look(AMARA, `/approvals/${request.id}`)).status).toBe(404);
});

test("confirming twice gives the same answer and makes one change", async () => {
  const id = await asked("r3", "held");
  const [one, two] = await Promise.all([1, 2].map(() => office.ask(TOMAS, "gatehouse_confirm", { id })));
  const three = await office.ask(TOMAS, "gatehouse_confirm", { id });
  for (const told of [one, two, three])
    expect(told?.data).toMatchObject({ id, state: "done", answer: '{"id":"r3","label":"held"}' });
  expect([now("r3"), office.effectsOn("r3")]).toEqual(["held", 1]);
  const acts = (await office.acts(id)).map(({ kind, tool }) => `${kind} ${tool}`);
  expect(acts.filter((act) => act.endsWith("ledger_set_label"))).toEqual([
    "request ledger_set_label",
    "intent ledger_set_label",
    "outcome ledger_set_label",
  ]);
  expect(acts.filter((act) => act === "request gatehouse_confirm")).toHaveLength(3);
});

test("what was not confirmed in time is not made, whoever comes first", async () => {
  const id = await asked("r4", "held");
  await office.query("update change_request set expires_at = now() - interval '1 second' where id = $1", [
    id,
  ]);
  const late = await office.ask(TOMAS, "gatehouse_confirm", { id });
  expect([late.outcome, late.data?.state ?? "refused"]).toBeOneOf([
    ["conflict", "refused"],
    ["ok", "expired"],
  ] as never);
  expect(await office.until(id, "expired")).toMatchObject({ attempt: 0 });
  expect((await office.ask(TOMAS, "gatehouse_confirm", { id })).data).toMatchObject({ state: "expired" });
  expect(office.effectsOn("r4")).toBe(0);
  expect(await office.acts(id)).toContainEqual(expect.objectContaining({ tool: "request_expired" }));
});

test("what has changed since it was shown is not changed by a confirmation", async () => {
  const id = await asked("r5", "held");
  office.ledger.account("r5").label = "edited";
  expect((await office.ask(TOMAS, "gatehouse_confirm", { id })).data).toMatchObject({ state: "failed" });
  expect([now("r5"), (await office.row(id)).why]).toEqual(["edited", "stale"]);
  expect((await office.ask(TOMAS, "gatehouse_get_request", { id })).data.explanation).toContain(
    "had changed",
  );
});

test("what was withdrawn cannot be confirmed, and what was confirmed cannot be withdrawn", async () => {
  const [one, two] = [await asked("r6", "a"), await asked("r7", "a")];
  expect((await office.ask(TOMAS, "gatehouse_withdraw", { id: one })).data).toMatchObject({
    state: "withdrawn",
  });
  expect((await office.ask(TOMAS, "gatehouse_confirm", { id: one })).data).toMatchObject({
    state: "withdrawn",
  });
  await office.ask(TOMAS, "gatehouse_confirm", { id: two });
  expect(await office.ask(TOMAS, "gatehouse_withdraw", { id: two })).toMatchObject({ outcome: "conflict" });
  expect([now("r6"), now("r7")]).toEqual(["new", "a"]);
});

const elicits = (account: string, text: string, more: object = {}, email = TOMAS) =>
  office.call(email, "ledger_set_label", { id: account, label: text }, {
    _meta: META.elicitation,
    ...more,
  } as never);
const yes = { confirm: { action: "accept", content: { ok: true } } };
const question = async (account: string) => {
  const { body } = await elicits(account, "held");
  return body?.result as {
    requestState: string;
    inputRequests: { confirm: { params: { message: string } } };
  };
};

test("a client that can ask its person is asked to, and makes the change with their yes in one call", async () => {
  const first = (await elicits("m1", "held")).body?.result;
  expect(first).toMatchObject({ resultType: "input_required" });
  const { params } = first.inputRequests.confirm;
  expect(params).toMatchObject({ mode: "form", requestedSchema: { required: ["ok"] } });
  expect(params.message).toContain('Before: {"label":"new"}\nAfter: {"label":"held"}');
  expect(now("m1")).toBe("new");
  const { requestState } = first;
  const second = await elicits("m1", "held", { requestState, inputResponses: yes });
  expect(second.body?.result).toMatchObject({ structuredContent: { id: "m1", label: "held" } });
  const again = await elicits("m1", "held", { requestState, inputResponses: yes });
  expect(again.body?.result.structuredContent).toEqual({ id: "m1", label: "held" });
  expect(office.effectsOn("m1")).toBe(1);
});

test.each([
  ["no", { confirm: { action: "accept", content: { ok: false } } }],
  ["a decline", { confirm: { action: "decline" } }],
  ["a cancel", { confirm: { action: "cancel" } }],
  ["nothing that was asked for", { other: { action: "accept", content: { ok: true } } }],
])("%s leaves everything as it is, for good", async (what, inputResponses) => {
  const account = `n-${what.replace(/\W/g, "")}`;
  const { requestState } = await question(account);
  const { body } = await elicits(account, "held", { requestState, inputResponses });
  expect(body?.result).toMatchObject({ isError: true });
  const late = await elicits(account, "held", { requestState, inputResponses: yes });
  expect(late.body?.result).toMatchObject({ isError: true });
  expect([now(account), office.effectsOn(account)]).toEqual(["new", 0]);
});

test("a no after the yes does not say that nothing was changed", async () => {
  const { requestState } = await question("m2");
  await elicits("m2", "held", { requestState, inputResponses: yes });
  const { body } = await elicits("m2", "held", { requestState, inputResponses: {} });
  expect(body?.result).toMatchObject({ isError: true });
  expect(JSON.stringify(body)).not.toContain("nothing was changed");
});

test("an answer counts for its own question alone: not for other arguments, another person, or a made-up state", async () => {
  const { requestState } = await question("m3");
  const tries = [
    elicits("m3", "other", { requestState, inputResponses: yes }),
    elicits("m4", "held", { requestState, inputResponses: yes }),
    elicits("m3", "held", { requestState: `gh1.AAAA${requestState.slice(8)}`, inputResponses: yes }),
    elicits("m3", "held", { requestState: "gh1.AAAA", inputResponses: yes }),
    elicits("m3", "held", { requestState: 7, inputResponses: yes }),
  ];
  for (const { body } of await Promise.all(tries)) expect(body?.error?.code).toBe(-32602);
  const stranger = await elicits("m3", "held", { requestState, inputResponses: yes }, AMARA);
  expect([stranger.body?.error?.code, now("m3")]).toEqual([-32602, "new"]);
  expect((await office.row((await asked("m3", "held")) as string)).state).not.toBe("done");
});

test("an answer that comes after its time makes nothing", async () => {
  const { requestState } = await question("m5");
  await office.query(
    "update change_request set expires_at = now() - interval '1 second' where state = 'confirming'",
  );
  const { body } = await elicits("m5", "held", { requestState, inputResponses: yes });
  expect(body?.result).toMatchObject({ isError: true });
  expect(office.effectsOn("m5")).toBe(0);
});

test("a client that can only open addresses for its person gets the handle instead of a form", async () => {
  const url = await office.call(TOMAS, "ledger_set_label", { id: "m6", label: "a" }, {
    _meta: META.onlyUrls,
  } as never);
  expect(url.body?.result.structuredContent.gatehouse_request).toMatchObject({ state: "confirming" });
});

test("an undo within its time puts back what was there, once, and the list says so", async () => {
  const id = await made("u1", "paid");
  const mine = async () => {
    const { data } = await office.ask(AMARA, "gatehouse_my_changes");
    return data.items.find((item: { id: string }) => item.id === id);
  };
  expect(await mine()).toMatchObject({ state: "done", undo_until: expect.any(String) });
  const [one, two] = await Promise.all([1, 2].map(() => office.ask(AMARA, "gatehouse_undo", { id })));
  expect([one?.outcome, two?.outcome].toSorted()).toEqual(["conflict", "ok"]);
  expect([now("u1"), office.effectsOn("u1")]).toEqual(["new", 2]);
  expect(await mine()).not.toHaveProperty("undo_until");
  expect(await office.ask(AMARA, "gatehouse_undo", { id })).toMatchObject({ outcome: "conflict" });
});

test("after its time a change cannot be undone", async () => {
  const id = await made("u2", "paid");
  await office.query("update change_request set finished_at = now() - interval '25 hours' where id = $1", [
    id,
  ]);
  const late = await office.ask(AMARA, "gatehouse_undo", { id });
  expect(late).toMatchObject({ outcome: "conflict", texts: [expect.stringContaining("time to undo")] });
  expect(now("u2")).toBe("paid");
});

test("an administrator may undo another's change, and is on record with it; anybody else finds nothing", async () => {
  const id = await made("u3", "paid");
  expect(await office.ask(TOMAS, "gatehouse_undo", { id })).toMatchObject({ outcome: "not_found" });
  expect(await office.ask(INGRID, "gatehouse_undo", { id })).toMatchObject({ outcome: "not_found" });
  const undone = await office.ask(MEI, "gatehouse_undo", { id });
  expect(undone.data).toMatchObject({ state: "done", kind: "undo" });
  expect(now("u3")).toBe("new");
  const mei = await office.idOf(MEI);
  expect(await office.acts(undone.data.id)).toContainEqual(
    expect.objectContaining({ tool: "gatehouse_undo", person: mei, outcome: "ok" }),
  );
  const [line] = await office.query<{ actor: string }>("select actor from change_event where request = $1", [
    undone.data.id,
  ]);
  expect(line?.actor).toBe(mei);
});

test("what has moved on is not undone, and the difference is named", async () => {
  const id = await made("u4", "paid");
  office.ledger.account("u4").label = "disputed";
  const { outcome, texts } = await office.ask(AMARA, "gatehouse_undo", { id });
  expect([outcome, texts[0]]).toEqual([
    "conflict",
    expect.stringContaining('label is "disputed", not "paid" as the change left it'),
  ]);
  expect(now("u4")).toBe("disputed");
});

test("a difference that somebody's roles do not show them is not named", async () => {
  const told = await office.ask(AMARA, "ledger_set_number", { id: "u5", number: "DE-1" });
  const id = /Change ([0-9a-f-]{36})/.exec(told.texts.at(-1) ?? "")?.[1] ?? "";
  office.ledger.numbers.set("u5", "DE-SECRET");
  for (const email of [AMARA, MEI]) {
    const { outcome, texts } = await office.ask(email, "gatehouse_undo", { id });
    expect([outcome, texts[0]]).toEqual(["conflict", expect.stringContaining("do not show you")]);
    expect(texts[0]).not.toContain("SECRET");
  }
  const { data } = await office.ask(AMARA, "gatehouse_get_request", { id });
  expect(data.withheld).toEqual(["number"]);
  expect(JSON.stringify(data)).not.toContain("DE-1");
});

test("while the phase is closed nothing is undone and nothing is confirmed", async () => {
  const id = await made("u6", "paid");
  const waiting = await asked("u7", "held");
  await office.query("update phase_opening set closed_at = now(), closed_as = 'closed'");
  try {
    const undo = () => office.ask(AMARA, "gatehouse_undo", { id });
    await expect.poll(async () => (await undo()).outcome, { timeout: 5_000 }).toBe("phase_closed");
    expect(await office.ask(TOMAS, "gatehouse_confirm", { id: waiting })).toMatchObject({
      outcome: "phase_closed",
    });
    expect([now("u6"), now("u7")]).toEqual(["paid", "new"]);
  } finally {
    await office.query("update phase_opening set closed_at = null, closed_as = null");
  }
  const late = async () => (await office.ask(AMARA, "gatehouse_undo", { id })).outcome;
  await expect.poll(late, { timeout: 5_000 }).toBe("ok");
});
