import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type ApprovalKind, listWaiting, type Waiting } from "./approvals.ts";
import { findingsOf } from "./findings.ts";
import type { NetSuite } from "./netsuite.ts";
import { type SimulatedAccount, simulatedAccount } from "./simulated-account.ts";

let account: SimulatedAccount;
let api: NetSuite;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
  api = await account.apiOf({});
});
afterEach(() => {
  account.onTheWay.alter = (_, body) => body;
});
afterAll(() => Promise.all(closers.map((close) => close())));

const signal = () => AbortSignal.timeout(10_000);
const page = () => ({ offset: 0, limit: 100, signal: signal() });
const namesOf = async (kind: ApprovalKind, one: Waiting) =>
  ((await findingsOf(api, kind, [one], signal())).get(one.id) ?? []).map(({ name }) => name);

/** One of the kind that nothing speaks against. */
async function clean(kind: ApprovalKind): Promise<Waiting> {
  const { waiting } = await listWaiting(api, kind, {}, page());
  const findings = await findingsOf(api, kind, waiting, signal());
  const one = waiting.find(({ id }) => findings.get(id)?.length === 0);
  return one ?? expect.fail(`every ${kind} has a finding`);
}

/** Changes the rows of every query that returns this column. */
function alterRows(column: string, change: (row: Record<string, unknown>) => void) {
  account.onTheWay.alter = (_, body) => {
    for (const row of (body.items ?? []) as Record<string, unknown>[]) if (column in row) change(row);
    return body;
  };
}

test.each<[ApprovalKind, Partial<Waiting>, string[]]>([
  ["purchase_order", {}, []],
  ["purchase_order", { amount: undefined, baseAmount: undefined }, ["over_limit"]],
  ["purchase_order", { requesterId: undefined }, ["own_request"]],
  ["expense_report", { requesterId: undefined }, ["own_request"]],
  ["time", { hours: undefined }, ["over_limit"]],
  ["time", { requesterId: undefined }, ["own_request"]],
  ["vendor_bill", { requesterId: undefined }, []],
])("of a %s, %j is judged %j", async (kind, unreadable, expected) => {
  expect(await namesOf(kind, { ...(await clean(kind)), ...unreadable })).toEqual(expected);
});

test.each(["", "n/a", "0", undefined])("a list does not take the exchange rate %j for 1", async (rate) => {
  const { id } = await clean("purchase_order");
  alterRows("exchangerate", (row) => Object.assign(row, { exchangerate: rate }));
  const { waiting } = await listWaiting(api, "purchase_order", { id }, page());
  expect(await namesOf("purchase_order", waiting[0] as Waiting)).toEqual(["over_limit"]);
});

test("an approver's limit that cannot be read is not taken for none", async () => {
  const one = await clean("purchase_order");
  alterRows("id", (row) => Object.assign(row, { purchaseorderapprovallimit: "a lot" }));
  expect(await namesOf("purchase_order", one)).toContain("over_limit");
});

test("a vendor of whom nothing says that it is active is not taken for active", async () => {
  const one = await clean("purchase_order");
  alterRows("isinactive", (row) => delete row.isinactive);
  expect(await namesOf("purchase_order", one)).toContain("inactive_vendor");
});
