import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, expect, test } from "vitest";
import { INGRID, type SimulatedAccount, simulatedAccount, TOMAS } from "../simulated-account.ts";
import { decideApproval } from "./decide-approval.ts";
import { listPendingApprovals } from "./list-pending-approvals.ts";

let account: SimulatedAccount;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
});
afterAll(() => Promise.all(closers.map((close) => close())));

const ingrid = { email: INGRID, netSuiteRole: "approver", identity: "person" } as const;
const order = (id: string, decision = "approve") => ({
  kind: "purchase_order",
  id,
  decision,
  reason: "Within the estimate",
});
const blocks = async (given: object, who: object = ingrid) => {
  const { checks } = await account.preview(decideApproval, given, who);
  return checks.filter(({ outcome }) => outcome === "block").map(({ name }) => name);
};
type Waiting = { items: { id: string; next_approver: string; flags: string[] }[] };
const mine = async () =>
  (await account.run<Waiting>(listPendingApprovals, { limit: 100 }, { email: INGRID })).items;
/** An order that waits for Ingrid and that nothing speaks against; the tests that decide one take the last. */
const unflagged = async () => {
  const { editedOrder } = account.simulator.planted;
  const free = (await mine()).filter(
    ({ id, flags }) => flags.length === 0 && id !== editedOrder && id !== "9005",
  );
  return free.at(-1)?.id as string;
};
/** Of the planted orders, those for which it is Ingrid's turn. */
const hers = async (ids: readonly string[]): Promise<string[]> =>
  (await mine()).map(({ id }) => id).filter((id) => ids.includes(id));

test("blocks what is above the limit, on an inactive vendor or asked for by the approver", async () => {
  const { planted } = account.simulator;
  for (const id of await hers(planted.overApproverLimit))
    expect(await blocks(order(id))).toContain("over_limit");
  for (const id of await hers(planted.onInactiveVendor))
    expect(await blocks(order(id))).toContain("inactive_vendor");
  expect(await blocks(order(planted.ownRequest))).toContain("own_request");
  expect(await hers([...planted.overApproverLimit, ...planted.onInactiveVendor])).not.toEqual([]);
});

test("lets the same be rejected", async () => {
  const [id] = await hers(account.simulator.planted.onInactiveVendor);
  expect(await blocks(order(id as string, "reject"))).toEqual([]);
});

test("warns of a likely duplicate", async () => {
  const { checks } = await account.preview(
    decideApproval,
    order(account.simulator.planted.duplicatePairs[0]?.[0] as string),
    ingrid,
  );
  expect(checks).toContainEqual(expect.objectContaining({ name: "likely_duplicate", outcome: "warn" }));
});

test("warns of an order that repeats the reference of one approved already, at an amount for two to decide", async () => {
  const { id, twinId } = account.simulator.planted.largeDuplicate;
  const { checks, amount } = await account.preview(decideApproval, order(id), ingrid);
  expect(checks.filter(({ outcome }) => outcome !== "ok")).toEqual([
    { name: "likely_duplicate", outcome: "warn", message: expect.stringContaining(twinId) },
  ]);
  expect(amount?.value).toBeGreaterThan(50_000);
});

test("says what is at stake in the account's base currency", async () => {
  expect((await account.preview(decideApproval, order("9005"), ingrid)).amount).toEqual({
    value: 96_400,
    currency: "USD",
  });
  const canadian = await account.preview(decideApproval, order("9035"), ingrid);
  expect(canadian.before).toMatchObject({ amount: 21_003.71, currency: "CAD" });
  expect(canadian.amount).toEqual({ value: 15_332.71, currency: "USD" });
});

test("says no amount where no money is, or where its rate cannot be told", async () => {
  const { items } = await account.run<Waiting>(
    listPendingApprovals,
    { kind: "time", scope: "all" },
    { roles: ["finance"] },
  );
  const time = { ...order(items[0]?.id ?? ""), kind: "time" };
  expect(await account.preview(decideApproval, time, ingrid)).not.toHaveProperty("amount");
});

test("says whether the projects stay within their estimates", async () => {
  const { checks } = await account.preview(decideApproval, order("9005"), ingrid);
  expect(checks).toContainEqual(expect.objectContaining({ name: "project_estimate", outcome: "ok" }));
});

test("is the next approver's alone", async () => {
  expect(await blocks(order("9005"), { ...ingrid, email: TOMAS })).toEqual(["next_approver"]);
});

test("decides nothing under a shared identity", async () => {
  const before = account.simulator.writes.length;
  const shared = { ...ingrid, identity: "service" } as const;
  expect(await codeOf(account.run(decideApproval, order("9005"), shared))).toBe("not_allowed");
  expect(account.simulator.writes).toHaveLength(before);
});

test("does not find an order that is a bill", async () => {
  const bill = account.simulator.planted.billWithoutReceipt.billId;
  expect(await codeOf(account.preview(decideApproval, order(bill), ingrid))).toBe("not_found");
});

test("an edit between preview and commit is seen", async () => {
  const { editedOrder, editBetweenPreviewAndCommit } = account.simulator.planted;
  const { before } = await account.preview(decideApproval, order(editedOrder), ingrid);
  account.simulator.switches.beforeNextWrite = editBetweenPreviewAndCommit;
  await account.run(decideApproval, order(await unflagged()), ingrid); // The edit comes with the next write.
  expect((await account.preview(decideApproval, order(editedOrder), ingrid)).before).not.toEqual(before);
});

test("keeps the reason at the end of the memo", async () => {
  const given = order(await unflagged(), "reject");
  const { before, after } = await account.preview(decideApproval, given, ingrid);
  expect(await account.run(decideApproval, given, ingrid)).toMatchObject({
    approval_status: "rejected",
    verified: true,
  });
  expect(after.memo).toBe(`${before.memo} | rejected by Ingrid Solberg: Within the estimate`);
  expect((await account.preview(decideApproval, given, ingrid)).before).toEqual(after);
});

test("says who decides next where one approval is not enough", async () => {
  const next = account.simulator.company.employees[0];
  account.simulator.switches.nextApproverAfterApproval = next?.id ?? null;
  expect(await account.run(decideApproval, order(await unflagged()), ingrid)).toMatchObject({
    approval_status: "pending",
    next_approver: `${next?.firstName} ${next?.lastName}`,
  });
});

test("a decision that NetSuite took and left pending is no refusal, for it was sent", async () => {
  const { employees } = account.simulator.company;
  account.simulator.switches.nextApproverAfterApproval =
    employees.find(({ email }) => email === INGRID)?.id ?? null;
  const before = account.simulator.writes.length;
  expect(await codeOf(account.run(decideApproval, order(await unflagged()), ingrid))).toBe("outcome_unknown");
  expect(account.simulator.writes.length).toBeGreaterThan(before);
});

test("what was decided already is a conflict", async () => {
  const given = order(await unflagged());
  await account.run(decideApproval, given, ingrid);
  const before = account.simulator.writes.length;
  expect(await codeOf(account.run(decideApproval, given, ingrid))).toBe("conflict");
  expect(account.simulator.writes).toHaveLength(before);
});

test.each(["vendor_bill", "expense_report", "time"])("decides one of kind %s", async (kind) => {
  const { items } = await account.run<Waiting>(
    listPendingApprovals,
    { kind, scope: "all", limit: 100 },
    { roles: ["finance"] },
  );
  const one = items.find(({ flags }) => flags.length === 0);
  const approver = account.simulator.company.employees.find(
    ({ firstName, lastName }) => `${firstName} ${lastName}` === one?.next_approver,
  );
  const who = { ...ingrid, email: approver?.email ?? "" };
  const given = { kind, id: one?.id, decision: "approve", reason: "Checked" };
  const { after } = await account.preview(decideApproval, given, who);
  expect(await account.run(decideApproval, given, who)).toMatchObject({
    approval_status: "approved",
    verified: true,
  });
  expect((await account.preview(decideApproval, given, who)).before).toEqual(after);
});
