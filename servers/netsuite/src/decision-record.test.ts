import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ApprovalKind, listWaiting } from "./approvals.ts";
import { readForDecision } from "./decision-record.ts";
import type { NetSuite } from "./netsuite.ts";
import { type SimulatedAccount, simulatedAccount } from "./simulated-account.ts";
import { decideApproval } from "./tools/decide-approval.ts";

const approver = { netSuiteRole: "approver", identity: "person" } as const;
let account: SimulatedAccount;
let api: NetSuite;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
  api = await account.apiOf(approver);
});
afterEach(() => {
  account.onTheWay.alter = (_, body) => body;
});
afterAll(() => Promise.all(closers.map((close) => close())));

const signal = () => AbortSignal.timeout(10_000);

/** Changes what the record service says, and what a query says, in fields that both have. */
function alter(record: object, row: object = {}) {
  account.onTheWay.alter = (path, body) => {
    if (!path.endsWith("/suiteql")) return { ...body, ...record };
    return { ...body, items: (body.items as object[]).map((one) => ({ ...one, ...row })) };
  };
}
const unset = { exchangeRate: undefined };
const checksOf = async (kind: ApprovalKind, id: string) => {
  const given = { kind, id, decision: "approve", reason: "Checked" };
  const { checks } = await account.preview(decideApproval, given, approver);
  return Object.fromEntries(checks.map(({ name, ...check }) => [name, check]));
};
const foreignBill = async () => {
  const page = { offset: 0, limit: 100, signal: signal() };
  const { waiting } = await listWaiting(api, "vendor_bill", {}, page);
  return waiting.find((one) => one.amount !== one.baseAmount) ?? expect.fail("no foreign bill waits");
};

test("a foreign bill whose record names no rate is judged at the rate of the query", async () => {
  const { id, amount = 0, baseAmount } = await foreignBill();
  alter(unset);
  const { waiting } = await readForDecision(api, "vendor_bill", id, signal());
  expect(waiting).toMatchObject({ amount, baseAmount });
  expect(waiting.baseAmount).not.toBe(amount);
});

test("a bill with no rate anywhere is blocked, not judged at 1", async () => {
  const { id } = await foreignBill();
  alter(unset, { exchangerate: undefined });
  expect((await checksOf("vendor_bill", id)).over_limit).toEqual({
    outcome: "block",
    message: "The amount or its exchange rate cannot be read.",
  });
});

test("a total in text counts as the number it says, and any other is blocked", async () => {
  alter({ total: "9999999.00" });
  expect((await checksOf("purchase_order", "9005")).over_limit?.message).toContain(
    "above the approver's limit",
  );
  alter({ total: "about 5" });
  expect((await checksOf("purchase_order", "9005")).over_limit).toMatchObject({
    outcome: "block",
    message: expect.stringContaining("cannot be read"),
  });
});

test("nobody is told that somebody else asked where nobody is named", async () => {
  alter({ employee: undefined }, { employee: undefined });
  expect((await checksOf("purchase_order", "9005")).own_request).toMatchObject({ outcome: "block" });
  const { id } = await foreignBill();
  expect((await checksOf("vendor_bill", id)).own_request).toEqual({
    outcome: "warn",
    message: expect.stringContaining("names nobody"),
  });
});
