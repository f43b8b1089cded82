import { codeOf } from "@gatehouse/tool/for-tests";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { DANIEL, INGRID, RUTH, type SimulatedOrg, simulatedOrg } from "../simulated-org.ts";
import { describeObject } from "./describe-object.ts";
import { getRecord } from "./get-record.ts";
import { analystTools, tools } from "./index.ts";
import { listActivities } from "./list-activities.ts";
import { listCases } from "./list-cases.ts";
import { listOpportunities } from "./list-opportunities.ts";
import { listPendingApprovals } from "./list-pending-approvals.ts";
import { query } from "./query.ts";
import { runSoql } from "./run-soql.ts";
import { summarizePipeline } from "./summarize-pipeline.ts";

let org: SimulatedOrg;
beforeAll(async () => {
  const closers: (() => Promise<void>)[] = [];
  org = await simulatedOrg({ closesAfter: (close) => closers.push(close) });
  return async () => {
    for (const close of closers) await close();
  };
});
afterEach(() => org.simulator.reset());

type Item = { id: string; [field: string]: unknown };
type Items = { items: Item[]; has_more: boolean; withheld?: object[] };
type Rows = { columns: string[]; items: (string | null)[][]; withheld?: object[] };
const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id).toSorted();
const daniel = { email: DANIEL };
const ruth = { email: RUTH };
/** Sees no cases, whatever is shared. */
const _amara = { email: "amara.osei@halden.example" };
const planted = () => org.simulator.planted;

function managerOfDaniel() {
  const { employees } = org.simulator.company;
  const own = employees.find(({ email }) => email === DANIEL);
  return { email: employees.find(({ id }) => id === own?.supervisorId)?.email ?? "" };
}

describe("opportunities", () => {
  const list = (given: object, who: object = ruth) =>
    org.run<Items>(listOpportunities, { owner: "any", limit: 100, ...given }, who);

  test("past their close date are those that are marked", async () => {
    const { items } = await list({ close_to: "2026-11-19" });
    expect(items.every(({ overdue }) => overdue === true)).toBe(true);
    expect(ids({ items })).toEqual(expect.arrayContaining(planted().pastCloseDate));
    expect((await list({ close_from: "2026-11-20" })).items.some(({ overdue }) => overdue)).toBe(false);
  });

  test("without movement are found by the days that passed", async () => {
    expect(ids(await list({ stale_days: 30 }))).toEqual(planted().stale.toSorted());
  });

  test("are the caller's own, their team's, or one user's", async () => {
    const own = await list({ owner: "me" }, daniel);
    expect(own.items.length).toBeGreaterThan(0);
    expect(new Set(own.items.map(({ owner }) => owner))).toEqual(new Set(["Daniel Kowalski"]));
    expect(ids(await list({ owner: planted().daniel.userId }, daniel))).toEqual(ids(own));
    const team = await list({ owner: "team" }, managerOfDaniel());
    const owners = new Set(team.items.map(({ owner }) => owner));
    expect(owners.has("Daniel Kowalski") && owners.size > 1).toBe(true);
    const byRole = await list({ owner: "team" }, { ...managerOfDaniel(), teamBy: "roles" });
    expect(new Set(byRole.items.map(({ owner }) => owner)).size).toBeGreaterThan(1);
  });

  test("keep to every filter at once, in the order asked for", async () => {
    const { items } = await list({ amount_min: 100_000, close_from: "2026-12-01", sort: "amount_desc" });
    const amounts = items.map(({ amount }) => Number(amount));
    expect(amounts.length).toBeGreaterThan(3);
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
    expect(Math.min(...amounts)).toBeGreaterThanOrEqual(100_000);
    expect(items.every(({ close_date }) => String(close_date) >= "2026-12-01")).toBe(true);
  });

  test("lost without a reason show none, of a stage that is named", async () => {
    const { items } = await list({ stage: ["Closed Lost"], detail: "full", sort: "close_desc" });
    expect(items.every(({ stage }) => stage === "Closed Lost")).toBe(true);
    const misspelt = list({ stage: ["Closed Los"] });
    await expect(misspelt).rejects.toMatchObject({ code: "invalid_input" });
  });
});

test("the pipeline's groups add up to the deals themselves", async () => {
  type Group = {
    group: string;
    count: number;
    amount?: number;
    won: number;
    lost: number;
    win_rate?: number;
  };
  for (const group_by of ["stage", "owner", "month", "type"]) {
    const given = { group_by, period: "any" };
    const { items } = await org.run<{ items: Group[] }>(summarizePipeline, given, daniel);
    const all = await org.run<Items>(listOpportunities, { owner: "any", limit: 100 }, daniel);
    expect(all.has_more).toBe(false);
    const sum = (name: "count" | "amount") => items.reduce((total, item) => total + (item[name] ?? 0), 0);
    expect([group_by, sum("count")]).toEqual([group_by, all.items.length]);
    const amounts = all.items.reduce((total, { amount = 0 }) => total + Number(amount), 0);
    expect(sum("amount")).toBeCloseTo(amounts, 0);
    for (const { won, lost, win_rate } of items)
      expect(win_rate).toBe(won + lost === 0 ? undefined : Math.round((won / (won + lost)) * 1_000) / 10);
  }
});

describe("cases", () => {
  test("past the time promised are those that are planted", async () => {
    const breached = await org
      .run<Items>(listCases, { breached: true, limit: 100 }, ruth)
      .catch((error) => error);
    expect(breached).toMatchObject({ code: "not_allowed" }); // Her profile has no right to cases.
    const seen = await org.run<Items>(listCases, { breached: true, limit: 100 });
    expect(ids(seen)).toEqual(planted().breachedCases.toSorted());
    expect(seen.items.every(({ breached }) => breached === true)).toBe(true);
    const others = await org.run<Items>(listCases, { breached: false, limit: 100 });
    expect(others.items.some(({ breached }) => breached)).toBe(false);
  });

  test("carry instruction-like text as content, cut to size", async () => {
    const { items } = await org.run<Items>(listCases, { state: "any", detail: "full", limit: 100 });
    expect(items.every(({ description }) => String(description ?? "").length <= 300)).toBe(true);
    const [id] = planted().injections;
    const record = await org.run<{ fields: { field: string; value: string }[] }>(getRecord, {
      object: "Case",
      id,
    });
    expect(record.fields.find(({ field }) => field === "Description")?.value.length).toBeGreaterThan(20);
  });
});

describe("approvals", () => {
  type Work = {
    items: { work_item_id: string; own_request?: boolean; waits_for?: string; comments?: string }[];
  };
  const list = async (scope: string, who: object) =>
    (await org.run<Work>(listPendingApprovals, { scope, limit: 100 }, who)).items;

  test("of mine wait for me, and one that I submitted myself says so", async () => {
    const mine = await list("mine", daniel);
    expect(mine.length).toBeGreaterThan(0);
    expect(new Set(mine.map(({ waits_for }) => waits_for))).toEqual(new Set(["Daniel Kowalski"]));
    const own = mine.filter(({ own_request }) => own_request).map(({ work_item_id }) => work_item_id);
    expect(own).toEqual([planted().ownApproval]);
    expect(mine.some(({ comments }) => comments !== undefined)).toBe(true);
  });

  test("of the team are also those of my queues", async () => {
    const mine = await list("mine", { email: INGRID });
    const team = (await list("team", { email: INGRID })).map(({ work_item_id }) => work_item_id);
    expect(team).toEqual(
      expect.arrayContaining([...mine.map((one) => one.work_item_id), ...planted().queueApprovals]),
    );
  });

  test("name what Salesforce hides of them", async () => {
    org.simulator.switches.hiddenFields = ["Opportunity.Amount", "ProcessInstanceStep.Comments"];
    const answer = await org.run<Work & { withheld: object[] }>(listPendingApprovals, {}, daniel);
    expect(answer.withheld).toEqual([
      { field: "items[].amount", reason: "vendor" },
      { field: "items[].comments", reason: "vendor" },
    ]);
    expect(JSON.stringify(answer.items)).not.toMatch(/"(amount|comments)":/);
  });
});

describe("a query of chosen fields", () => {
  const ask = (given: object, who: object = ruth) => org.run<Rows>(query, { limit: 20, ...given }, who);

  test("takes wildcards and quotes of a filter as text", async () => {
    const names = (value: string) =>
      ask({ object: "Account", fields: ["Name"], filters: [{ field: "Name", op: "contains", value }] });
    expect((await names("%")).items).toEqual([]);
    expect((await names("' OR Name LIKE '")).items).toEqual([]);
    expect((await names("a")).items.length).toBe(20);
  });

  test("leaves out how to reach a person, and says that this server does so", async () => {
    const { columns, withheld } = await ask({ object: "Contact", fields: ["Name", "Email", "Account.Name"] });
    expect(columns).toEqual(["Name", "Account.Name"]);
    expect(withheld).toEqual([{ field: "Email", reason: "class" }]);
  });

  test("keeps columns and rows together where the vendor hides one", async () => {
    const given = { object: "Opportunity", fields: ["Name", "Margin_Pct__c", "Amount"] };
    const { columns, items, withheld } = await ask(given, daniel);
    expect(columns).toEqual(["Name", "Amount"]);
    expect(items.every((row) => row.length === 2)).toBe(true);
    expect(withheld).toEqual([{ field: "Margin_Pct__c", reason: "vendor" }]);
    expect((await ask(given, { email: INGRID })).columns).toContain("Margin_Pct__c");
  });

  test("agrees with the same one in SOQL", async () => {
    const filters = [{ field: "BillingState", op: "is_null", value: "false" }];
    const { items } = await ask({
      object: "Account",
      fields: ["Name", "BillingState"],
      filters,
      order_by: "Name",
    });
    const soql =
      "SELECT Name, BillingState FROM Account WHERE BillingState != null ORDER BY Name ASC NULLS LAST, Id LIMIT 20";
    expect((await org.run<Rows>(runSoql, { soql }, ruth)).items).toEqual(items);
  });
});

test.each([
  "SELECT Name FROM Account GROUP BY Type",
  "SELECT Id FROM Account WHERE Name > 5",
  "SELECT Id FROM Case WHERE Description LIKE '%a%'",
  "SELECT Id FROM Account OFFSET 3000",
])("a query in SOQL that Salesforce cannot run is the analyst's to correct: %s", async (soql) => {
  expect(await codeOf(org.run(runSoql, { soql }, { email: INGRID }))).toBe("invalid_input");
});

test("a query in SOQL over a hidden field is not allowed, which no other wording mends", async () => {
  const soql = "SELECT Id FROM Opportunity WHERE Margin_Pct__c > 5";
  expect(await codeOf(org.run(runSoql, { soql }, daniel))).toBe("not_allowed");
});

test("a description names what is hidden, and lists the stages", async () => {
  type Described = { fields: { field: string; options?: string[] }[]; withheld?: object[] };
  const described = await org.run<Described>(describeObject, { object: "Opportunity" }, daniel);
  expect(described.withheld).toEqual([{ field: "Margin_Pct__c", reason: "vendor" }]);
  expect(described.fields.find(({ field }) => field === "StageName")?.options).toContain("Closed Won");
});

test("activities of an account are latest first, tasks and meetings in one list", async () => {
  const given = { related_to: planted().daniel.accountId, limit: 50, include_archived: true };
  const { items } = await org.run<Items>(listActivities, given, daniel);
  const days = items.flatMap(({ date }) => (date === undefined ? [] : [String(date).slice(0, 10)]));
  expect(days).toEqual(days.toSorted().toReversed());
});

test("nothing that the org keeps to itself is in any answer", async () => {
  for (const tool of [...tools, ...analystTools]) {
    const answer = JSON.stringify(await org.run(tool, tool.example));
    expect([tool.name, answer.includes(planted().canary)]).toEqual([tool.name, false]);
  }
  const contacts = { object: "Contact", id: planted().daniel.contactId };
  expect(JSON.stringify(await org.run(getRecord, contacts, daniel))).not.toContain(planted().canary);
});
