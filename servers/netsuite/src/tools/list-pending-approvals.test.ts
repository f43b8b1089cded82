import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, expect, test } from "vitest";
import { INGRID, type SimulatedAccount, simulatedAccount, TOMAS } from "../simulated-account.ts";
import { listPendingApprovals } from "./list-pending-approvals.ts";

type Item = {
  id: string;
  amount: number;
  age_days: number;
  next_approver: string;
  flags: string[];
  memo?: string;
};

let account: SimulatedAccount;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
});
afterAll(() => Promise.all(closers.map((close) => close())));

const finance = { roles: ["finance"] };
const list = async (given: object, who: object = finance) =>
  (await account.run<{ items: Item[] }>(listPendingApprovals, { limit: 100, ...given }, who)).items;
const flagged = (items: Item[], flag: string) =>
  items
    .filter(({ flags }) => flags.includes(flag))
    .map(({ id }) => id)
    .toSorted();

test("flags exactly what was planted among the waiting orders", async () => {
  const items = await list({ scope: "all" });
  const { planted } = account.simulator;
  expect(items.map(({ id }) => id).toSorted()).toEqual(planted.pendingOrders.toSorted());
  expect(flagged(items, "over_limit")).toEqual(planted.overApproverLimit.toSorted());
  expect(flagged(items, "inactive_vendor")).toEqual(planted.onInactiveVendor.toSorted());
  expect(flagged(items, "own_request")).toEqual([planted.ownRequest]);
  expect(flagged(items, "likely_duplicate")).toEqual(
    [...planted.duplicatePairs.flat(), planted.largeDuplicate.id].toSorted(),
  );
});

test("mine holds only what the caller decides, oldest first", async () => {
  const items = await list({ scope: "mine" }, { email: INGRID });
  expect(items.length).toBeGreaterThan(3);
  expect(new Set(items.map(({ next_approver }) => next_approver))).toEqual(new Set(["Ingrid Solberg"]));
  expect(items.map(({ age_days }) => age_days)).toEqual(
    items.map(({ age_days }) => age_days).toSorted((a, b) => b - a),
  );
});

test("team adds what people below the caller decide", async () => {
  const mine = await list({ scope: "mine" }, { email: INGRID });
  const team = await list({ scope: "team" }, { email: INGRID });
  const all = await list({ scope: "all" });
  const ids = (items: Item[]) => items.map(({ id }) => id);
  expect(ids(team)).toEqual(expect.arrayContaining(ids(mine)));
  expect(ids(all)).toEqual(expect.arrayContaining(ids(team)));
});

test("somebody who decides nothing gets an empty list", async () => {
  expect(await list({}, { email: "leon.fischer@halden.example" })).toEqual([]);
});

test("all is for named roles only, and mine for people whom NetSuite knows", async () => {
  expect(await codeOf(list({ scope: "all" }, { email: TOMAS }))).toBe("not_allowed");
  expect(await codeOf(list({ scope: "mine" }, { email: "nobody@halden.example" }))).toBe("not_allowed");
});

test("keeps to the smallest amount and the age asked for", async () => {
  const { planted } = account.simulator;
  const large = await list({ scope: "all", min_amount: 50_000 });
  expect(large.map(({ id }) => id).toSorted()).toEqual(planted.overFiftyThousand.toSorted());
  const old = await list({ scope: "all", older_than_days: 30 });
  expect(old.length).toBeGreaterThan(0);
  expect(Math.min(...old.map(({ age_days }) => age_days))).toBeGreaterThan(30);
});

test.each(["vendor_bill", "expense_report", "time"])("lists what waits of kind %s", async (kind) => {
  const items = await list({ kind, scope: "all" });
  expect(items.length).toBeGreaterThan(0);
  expect(items[0]).toMatchObject({ id: expect.stringMatching(/^\d+$/), age_days: expect.any(Number) });
});

test("shows memos only in full", async () => {
  expect((await list({ scope: "all" })).some(({ memo }) => memo !== undefined)).toBe(false);
  expect((await list({ scope: "all", detail: "full" })).some(({ memo }) => memo !== undefined)).toBe(true);
});

test("whoever signs in without a verified address is told so, and is nobody in NetSuite", async () => {
  const call = list({ scope: "mine" }, { email: "" });
  await expect(call).rejects.toMatchObject({
    code: "not_allowed",
    message: expect.stringContaining("no verified e-mail"),
  });
});
