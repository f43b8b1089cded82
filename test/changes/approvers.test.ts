import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Office, openOffice } from "./office.ts";
import { AMARA, INGRID, MEI, PRIYA, TOMAS } from "./people.ts";

const YARA = "yara.cohen@halden.example";

let office: Office;
beforeAll(async () => {
  office = await openOffice({ config: { approvals: { breakGlass: { roles: ["it"] } } } });
});
afterAll(() => office?.stop());

const paid = (account: string) => office.ledger.account(account).paid;
const state = async (id: string) => (await office.row(id)).state;
/** Lets the phase have been opened by these; resolves with a request that Ingrid has just approved since that is known. */
async function openedBy(ids: string[], then: "pending" | "done"): Promise<string> {
  await office.query("update phase_opening set openers = $1::uuid[]", [ids]);
  let id = "";
  const approved = async () => {
    id = await office.pay(AMARA, randomUUID());
    await office.approve(INGRID, id);
    const { state } = await office.row(id);
    return state === "pending" ? state : (await office.until(id, "done")).state;
  };
  await expect.poll(approved, { timeout: 5_000 }).toBe(then);
  return id;
}
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const lend = (from: string, to: string, first = 0, last = 1, system = "") =>
  office.post(from, "/approvals/delegations", {
    email: to,
    system,
    from: day(first),
    until: day(last),
    reason: "on leave",
  });
const revokeAll = () => office.query("update approval_delegation set revoked_at = now()");

test("above an amount two have to agree, each once, and the first alone changes nothing", async () => {
  const id = await office.pay(AMARA, "p1", 60_000);
  expect(await office.approve(INGRID, id)).toMatchObject({ said: "" });
  expect([await state(id), paid("p1")]).toEqual(["pending", 0]);
  expect(await office.approve(INGRID, id)).toMatchObject({ status: 403 });
  expect((await office.look(PRIYA, "/approvals")).html).toContain(id);
  expect(await office.approve(PRIYA, id)).toMatchObject({ said: "" });
  await office.until(id, "done");
  expect(paid("p1")).toBe(60_000);
  const [intent] = (await office.acts(id)).filter(({ kind }) => kind === "intent");
  expect(intent?.facts.approvers).toEqual([await office.idOf(INGRID), await office.idOf(PRIYA)]);
});

test("one no is enough, whoever said yes before", async () => {
  const id = await office.pay(AMARA, "p2", 60_000);
  await office.approve(INGRID, id);
  await office.reject(PRIYA, id, "too much");
  expect([await state(id), paid("p2")]).toEqual(["rejected", 0]);
});

test("two who decide at once are one after the other", async () => {
  const id = await office.pay(AMARA, "p3");
  const [yes, no] = await Promise.all([office.approve(INGRID, id), office.reject(PRIYA, id, "no")]);
  expect([yes.status, no.status].toSorted()).toEqual([200, 409]);
  expect(await state(id)).not.toBe("pending");
  const [count] = await office.query<{ n: number }>(
    "select count(*)::int as n from approval_decision where request = $1",
    [id],
  );
  expect(count?.n).toBe(1);
});

test("who opened the phase does not suffice, and with another they do", async () => {
  const id = await openedBy([await office.idOf(INGRID), await office.idOf(MEI)], "pending");
  expect(await office.query("select 1 from approval_decision where request = $1", [id])).toHaveLength(1);
  expect(await office.approve(PRIYA, id)).toMatchObject({ said: "" });
  await office.until(id, "done");
  await openedBy([await office.idOf(MEI), await office.idOf(YARA)], "done");
});

test("who opened the phase does not break the glass either, for nobody approves alone what they opened", async () => {
  const id = await office.pay(AMARA, "p4b", 60_000);
  const refused = await office.press(MEI, id, "break-glass", { note: "the plant stands still" });
  expect(refused).toMatchObject({
    status: 403,
    said: expect.stringContaining("had a part in opening the phase"),
  });
  expect([await state(id), paid("p4b")]).toEqual(["pending", 0]);
  expect((await office.look(MEI, `/approvals/${id}`)).html).not.toContain("Approve alone");
  await office.query("update phase_opening set openers = $1::uuid[]", [[randomUUID(), randomUUID()]]);
  const offered = async () => (await office.look(MEI, `/approvals/${id}`)).html.includes("Approve alone");
  await expect.poll(offered, { timeout: 5_000 }).toBe(true);
  await office.reject(INGRID, id, "no emergency");
});

test("approvals that were lent count in the days that were named, and say for whom", async () => {
  const id = await office.pay(AMARA, "p5");
  expect((await office.approve(TOMAS, id)).status).toBe(404);
  expect((await lend(INGRID, TOMAS, 1, 3)).said).toBe("");
  expect((await office.approve(TOMAS, id)).status).toBe(404);
  await office.query("update approval_delegation set starts_at = now() - interval '2 days', ends_at = now()");
  expect((await office.approve(TOMAS, id)).status).toBe(404);
  expect((await office.look(TOMAS, "/approvals")).html).not.toContain(id);
  await office.query("update approval_delegation set ends_at = now() + interval '1 day'");
  expect((await office.look(TOMAS, "/approvals")).html).toContain(id);
  expect((await office.approve(TOMAS, id)).said).toBe("");
  await office.until(id, "done");
  const told = await office.ask(AMARA, "gatehouse_get_request", { id });
  expect(told.data.decisions).toMatchObject([{ by: "Tomás Rivera" }]);
  expect((await office.look(PRIYA, `/approvals/${id}`)).html).toContain("Ingrid Solberg");
  await revokeAll();
});

test("what was taken back, and what somebody lent who has left or is approver no more, counts for nothing", async () => {
  const id = await office.pay(AMARA, "p6");
  await lend(PRIYA, TOMAS);
  const isIn = async () => (await office.look(TOMAS, `/approvals/${id}`)).status === 200;
  expect(await isIn()).toBe(true);
  for (const [change, back] of [
    ["active = false", "active = true"],
    ["groups = '{}'", "groups = '{gatehouse-hr}'"],
  ]) {
    await office.query(`update person set ${change} where email = $1`, [PRIYA]);
    expect((await office.approve(TOMAS, id)).status).toBe(404);
    await office.query(`update person set ${back} where email = $1`, [PRIYA]);
  }
  office.signInAgain(PRIYA);
  expect(await isIn()).toBe(true);
  await revokeAll();
  expect((await office.approve(TOMAS, id)).status).toBe(404);
  expect(await state(id)).toBe("pending");
});

test("nobody decides on their own request by an approval they lent or were lent", async () => {
  const finance = "groups = '{gatehouse-finance,gatehouse-operations}'";
  await office.query(`update person set ${finance} where email = $1`, [AMARA]);
  const id = await office.pay(AMARA, "p7");
  await lend(AMARA, TOMAS);
  expect((await office.approve(TOMAS, id)).status).toBe(404);
  await lend(INGRID, AMARA);
  expect((await office.approve(AMARA, id)).status).toBe(403);
  expect(await state(id)).toBe("pending");
  await office.query("update person set groups = '{gatehouse-finance}' where email = $1", [AMARA]);
  await revokeAll();
});

test("one authority counts once, in whoever's hands it is", async () => {
  const id = await office.pay(AMARA, "p8", 60_000);
  await lend(INGRID, TOMAS);
  expect((await office.approve(TOMAS, id)).said).toBe("");
  expect((await office.approve(INGRID, id)).status).toBe(403);
  expect([await state(id), paid("p8")]).toEqual(["pending", 0]);
  expect((await office.approve(PRIYA, id)).said).toBe("");
  await office.until(id, "done");
  await revokeAll();
});

test("approvals are lent to another active person, for up to sixty days, with a fresh sign-in", async () => {
  expect((await lend(INGRID, INGRID)).status).toBe(400);
  expect((await lend(INGRID, "nobody@halden.example")).status).toBe(400);
  expect((await lend(INGRID, PRIYA, 0, 61)).status).toBe(400);
  expect((await lend(INGRID, PRIYA, -3, -2)).status).toBe(400);
  expect((await lend(INGRID, PRIYA, 2, 1)).status).toBe(400);
  await office.letSignInAge(INGRID, "11 minutes");
  expect((await lend(INGRID, PRIYA)).said).toContain("sign-in");
  await office.letSignInAge(INGRID, "0 minutes");
  const [count] = await office.query<{ n: number }>(
    "select count(*)::int as n from approval_delegation where revoked_at is null",
  );
  expect(count?.n).toBe(0);
  for (const id of ["nothing", "00000000-0000-4000-8000-000000000000"])
    expect((await office.post(INGRID, `/approvals/delegations/${id}/revoke`, {})).status).toBe(404);
  const revoked = "select from audit_row where kind = 'operation' and tool = 'delegation_revoked'";
  expect(await office.query(revoked)).toEqual([]);
});

test("the glass is broken with a reason by who may, and stays under review until somebody else closes it", async () => {
  const id = await office.pay(AMARA, "p9", 60_000);
  const breaks = (email: string, note: string) => office.press(email, id, "break-glass", { note });
  expect((await breaks(MEI, "")).status).toBe(400);
  expect((await breaks(INGRID, "no time")).status).toBe(403);
  expect((await breaks(AMARA, "no time")).status).toBe(403);
  expect((await breaks(MEI, "the plant stands still")).said).toBe("");
  expect(await office.until(id, "done")).toBeDefined();
  expect(paid("p9")).toBe(60_000);
  expect(await office.acts(id)).toContainEqual(
    expect.objectContaining({ tool: "glass_broken", person: await office.idOf(MEI) }),
  );
  const closes = (email: string, note = "looked at it") => office.press(email, id, "close-review", { note });
  expect((await closes(MEI)).status).toBe(403);
  expect((await closes(AMARA)).status).toBe(403);
  expect((await closes(YARA, "")).status).toBe(400);
  const [one, other] = (await Promise.all([closes(YARA), closes(PRIYA)]))
    .map(({ status }) => status)
    .toSorted();
  expect([one, other]).toEqual([200, expect.toBeOneOf([403, 409])]);
  expect((await closes(YARA)).status).toBe(403);
  const reviews = (await office.acts(id)).filter(({ tool }) => tool === "break_glass_reviewed");
  expect(reviews).toHaveLength(1);
});

test("who approved what was then broken through has a part in it, and does not close its review", async () => {
  const id = await office.pay(AMARA, "p10", 60_000);
  await office.approve(INGRID, id);
  await office.press(MEI, id, "break-glass", { note: "urgent" });
  await office.until(id, "done");
  expect((await office.press(INGRID, id, "close-review", { note: "fine" })).status).toBe(403);
  expect((await office.press(PRIYA, id, "close-review", { note: "fine" })).said).toBe("");
});

test("an administrator without the role decides nothing, but sees and may break the glass where rules say so", async () => {
  const id = await office.pay(AMARA, "p11");
  expect((await office.look(MEI, `/approvals/${id}`)).status).toBe(200);
  expect((await office.approve(MEI, id)).status).toBe(403);
  await office.reject(INGRID, id, "enough");
});

test("a state that was only written into the database is not carried out", async () => {
  const id = await office.pay(AMARA, "f1");
  await office.query("update change_request set state = 'approved', decided_at = now() where id = $1", [id]);
  expect(await office.until(id, "failed")).toMatchObject({ why: "not_allowed" });
  expect(paid("f1")).toBe(0);
});

test("a decision that was only written into the database is not carried out, and IT is told", async () => {
  const id = await office.pay(AMARA, "f2");
  const forged = `insert into approval_decision
      (request, approver, authority, role, decision, is_opener, channel, signed_in_at, at, mac)
    values ($1, $2, $2, 'approver', 'approve', false, 'page', now(), now(), $3)`;
  await office.query(forged, [id, await office.idOf(INGRID), Buffer.alloc(32)]);
  await office.query("update change_request set state = 'approved', decided_at = now() where id = $1", [id]);
  expect(await office.until(id, "failed")).toMatchObject({ why: "not_allowed" });
  expect(paid("f2")).toBe(0);
  expect(office.logLines).toContainEqual(
    expect.objectContaining({ level: "error", details: expect.objectContaining({ change: id }) }),
  );
});

test("a decision that was only written into the database does not help another to suffice", async () => {
  const id = await office.pay(AMARA, "f6", 60_000);
  await office.query(
    `insert into approval_decision
      (request, approver, authority, role, decision, is_opener, channel, signed_in_at, at, mac)
    values ($1, $2, $2, 'approver', 'approve', false, 'page', now(), now(), $3)`,
    [id, await office.idOf(PRIYA), Buffer.alloc(32)],
  );
  expect((await office.approve(INGRID, id)).said).toBe("");
  expect(await office.approve(PRIYA, id)).toMatchObject({ status: 409 });
  expect([await state(id), paid("f6")]).toEqual(["pending", 0]);
});

test("an account with the requester's own address decides nothing", async () => {
  const id = await office.pay(AMARA, "f7");
  const ingrid = await office.idOf(INGRID);
  const rename = (email: string) =>
    office.query("update person set email = $2 where id = $1", [ingrid, email]);
  await rename(AMARA.toUpperCase());
  expect(await office.approve(INGRID, id)).toMatchObject({
    status: 403,
    said: expect.stringContaining("yourself"),
  });
  await rename(INGRID);
  expect([await state(id), paid("f7")]).toEqual(["pending", 0]);
});

test("a genuine decision that is copied to another request, or whose amount was made smaller, carries no weight", async () => {
  const [real, other] = [await office.pay(AMARA, "f3"), await office.pay(AMARA, "f4")];
  await office.approve(INGRID, real);
  await office.until(real, "done");
  await office.query(
    `insert into approval_decision select $2, approver, authority, role, decision, is_opener, channel, signed_in_at,
       at, note, mac from approval_decision where request = $1`,
    [real, other],
  );
  await office.query("update change_request set state = 'approved' where id = $1", [other]);
  await office.until(other, "failed");
  expect(paid("f4")).toBe(0);

  const large = await office.pay(AMARA, "f5", 60_000);
  await office.query("alter table change_request disable trigger change_request_transition");
  await office.query("update change_request set amount = 1, approvals_needed = 1 where id = $1", [large]);
  await office.query("alter table change_request enable trigger change_request_transition");
  await office.approve(INGRID, large);
  expect([await state(large), paid("f5")]).toEqual(["pending", 0]);
});

test.each(["arguments_hash", "before_hash", "after_hash"])(
  "what cannot be read as it was asked is not carried out: %s",
  async (column) => {
    const id = await office.pay(AMARA, column);
    await office.query("alter table change_request disable trigger change_request_transition");
    await office.query(`update change_request set ${column} = 'of something else' where id = $1`, [id]);
    await office.query("alter table change_request enable trigger change_request_transition");
    await office.approve(INGRID, id);
    expect(await office.until(id, "failed")).toMatchObject({ why: "not_allowed" });
    expect(paid(column)).toBe(0);
  },
);
