import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { INGRID, type SimulatedAccount, simulatedAccount, TOMAS } from "../simulated-account.ts";
import { getAging } from "./get-aging.ts";
import { getParty } from "./get-party.ts";
import { getProject } from "./get-project.ts";
import { getTransaction } from "./get-transaction.ts";
import { tools } from "./index.ts";
import { listDatasets } from "./list-datasets.ts";
import { listProjects } from "./list-projects.ts";
import { listTransactions } from "./list-transactions.ts";
import { runDataset } from "./run-dataset.ts";
import { search } from "./search.ts";

let account: SimulatedAccount;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Items = { items: { id: string; [field: string]: unknown }[] };
type Rows = { columns: string[]; items: (string | null)[][] };
const ids = ({ items }: Items) => items.map(({ id }) => id).toSorted();
const finance = { roles: ["finance"] };
const reads = tools.filter(({ risk }) => risk === "read");

describe.each(reads)("$name", (tool) => {
  test("answers the same on an account without bound parameters", async () => {
    const answer = await account.run(tool, tool.example, finance);
    account.simulator.switches.paramsSupported = false;
    const inlined = await account.run(tool, tool.example, { ...finance, hasBoundParameters: false });
    account.simulator.switches.paramsSupported = true;
    expect(inlined).toEqual(answer);
  });

  test("needs no more than the right to view", async () => {
    const viewer = { ...finance, netSuiteRole: "suiteql_analyst" };
    expect(await account.run(tool, tool.example, viewer)).toEqual(
      await account.run(tool, tool.example, finance),
    );
  });
});

describe("projects", () => {
  test("late ones are those past their projected end", async () => {
    const late = await account.run<Items>(listProjects, { late_only: true, limit: 100 });
    expect(ids(late)).toEqual(account.simulator.planted.lateProjects.toSorted());
    expect(late.items.every(({ days_late }) => Number(days_late) > 0)).toBe(true);
  });

  test("none and me stand for managers", async () => {
    const unmanaged = await account.run<Items>(listProjects, { manager_id: "none", limit: 100 });
    expect(ids(unmanaged)).toEqual(account.simulator.planted.projectsWithoutManager.toSorted());
    const his = await account.run<Items>(
      listProjects,
      { manager_id: "me", late_only: true },
      { email: TOMAS },
    );
    expect(new Set(his.items.map(({ manager }) => manager))).toEqual(new Set(["Tomás Rivera"]));
    expect(his.items).toHaveLength(3);
  });

  test("one that is overspent has more ordered than estimated", async () => {
    const id = account.simulator.planted.overspentProject;
    const { cost } = await account.run<{ cost: { percent_ordered: number } }>(getProject, { id });
    expect(cost.percent_ordered).toBeGreaterThan(130);
    expect(await codeOf(account.run(getProject, { id: "999999" }))).toBe("not_found");
  });
});

describe("transactions", () => {
  test("keep to every filter at once", async () => {
    const { items } = await account.run<Items>(listTransactions, {
      type: "vendor_bill",
      status: ["open"],
      overdue: true,
      amount_min: 20_000,
      date_from: "2026-08-01",
      sort: "amount_desc",
      limit: 50,
    });
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      expect(item).toMatchObject({ status: "Open", days_overdue: expect.any(Number) });
      expect(Number(item.amount)).toBeGreaterThanOrEqual(20_000);
      expect(String(item.date) >= "2026-08-01").toBe(true);
    }
    const amounts = items.map(({ amount }) => Number(amount));
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
  });

  test("refuse a status their type never has, and a day that does not exist", async () => {
    expect(await codeOf(account.run(listTransactions, { type: "invoice", status: ["fully_billed"] }))).toBe(
      "invalid_input",
    );
    expect(await codeOf(account.run(listTransactions, { type: "purchase_order", overdue: true }))).toBe(
      "invalid_input",
    );
    expect(listTransactions.input.safeParse({ type: "invoice", date_from: "2026-02-30" }).success).toBe(
      false,
    );
  });

  test("are found by id or by number, and not by both", async () => {
    const byNumber = await account.run<{ id: string }>(getTransaction, { document_number: "PO-10021" });
    expect(await account.run(getTransaction, { id: byNumber.id })).toEqual(byNumber);
    expect(await codeOf(account.run(getTransaction, {}))).toBe("invalid_input");
    expect(await codeOf(account.run(getTransaction, { id: "9021", document_number: "PO-10021" }))).toBe(
      "invalid_input",
    );
    expect(await codeOf(account.run(getTransaction, { id: "123456789" }))).toBe("not_found");
  });

  test("of a type the NetSuite role may not see are not there", async () => {
    const bill = account.simulator.planted.billWithoutReceipt.billId;
    expect(await account.run(getTransaction, { id: bill })).toMatchObject({ type: "vendor_bill" });
    const limited = { netSuiteRole: "project_reader" };
    expect(await codeOf(account.run(getTransaction, { id: bill }, limited))).toBe("not_found");
  });
});

describe("parties", () => {
  const limitsOf = async (email: string, roles: string[] = []) => {
    const { id } = await (await account.apiOf({ email: TOMAS })).me(AbortSignal.timeout(5_000));
    const party = await account.run<{ limits?: object }>(
      getParty,
      { kind: "employee", id },
      { email, roles },
    );
    return party.limits;
  };

  test("an employee's limits are for themselves, approvers and roles that see all", async () => {
    expect(await limitsOf(TOMAS)).toBeDefined();
    expect(await limitsOf(INGRID)).toBeDefined();
    expect(await limitsOf("leon.fischer@halden.example", ["finance"])).toBeDefined();
    expect(await limitsOf("leon.fischer@halden.example")).toBeUndefined();
  });

  test("a contact's ways to be reached stand apart, where their label is", async () => {
    const id = account.simulator.company.contacts[0]?.id;
    const contact = await account.run<Record<string, unknown>>(getParty, { kind: "contact", id });
    expect(contact).toMatchObject({ person: { email: expect.stringContaining("@") } });
    expect(contact).not.toHaveProperty("email");
  });

  test("a vendor shows no bank or tax data, whatever is included", async () => {
    const include = ["contacts", "open_transactions", "activity"];
    const vendor = JSON.stringify(await account.run(getParty, { kind: "vendor", id: "501", include }));
    expect(vendor).not.toMatch(/account_?number|tax_?id|bank/i);
  });
});

describe("aging", () => {
  test.each(["receivable", "payable"])(
    "of %s: the ages add up to the total, and the groups to all",
    async (side) => {
      type Aging = {
        items: Record<string, number>[];
        totals: { currency: string; total: number }[];
        has_more: boolean;
      };
      const aging = await account.run<Aging>(getAging, { side, group_by: "subsidiary", top: 100 });
      for (const { current, days_1_30, days_31_60, days_61_90, over_90, total } of aging.items) {
        const sum = [current, days_1_30, days_31_60, days_61_90, over_90].reduce((a = 0, b = 0) => a + b, 0);
        expect(sum).toBeCloseTo(total as number, 1);
      }
      const grand = (list: { total: number }[]) => list.reduce((sum, { total }) => sum + total, 0);
      expect(grand(aging.items as never)).toBeCloseTo(grand(aging.totals), 0);
    },
  );
});

describe("datasets", () => {
  const column = async (dataset: string, name: string, params = {}) => {
    const { columns, items } = await account.run<Rows>(runDataset, { dataset, params, limit: 100 });
    return items.map((row) => row[columns.indexOf(name)]);
  };

  test("find what was planted", async () => {
    const { planted } = account.simulator;
    expect(await column("late_or_overspent_projects", "project_id")).toEqual(
      expect.arrayContaining([planted.overspentProject, ...planted.lateProjects]),
    );
    expect((await column("vendors_with_expired_insurance", "vendor_id")).toSorted()).toEqual(
      planted.expiredInsuranceVendors.toSorted(),
    );
    expect(await column("large_bills_after_vendor_change", "bill_id")).toContain(planted.changedEmail.billId);
    expect(await column("bills_ahead_of_receipt", "bill_id")).toContain(planted.billWithoutReceipt.billId);
    expect((await column("old_receivables", "customer_id", { days: 30 })).length).toBeGreaterThan(0);
    expect((await column("open_orders_by_project", "project_id")).length).toBeGreaterThan(10);
  });

  test("take only their own parameters", async () => {
    const given = { dataset: "late_or_overspent_projects", params: { days: 3 } };
    expect(await codeOf(account.run(runDataset, given))).toBe("invalid_input");
  });

  test("that need a custom field are not offered without it", async () => {
    const plain = { customFields: {} };
    const { items } = await account.run<Items>(listDatasets, {}, plain);
    expect(ids({ items })).not.toContain("vendors_with_expired_insurance");
    const given = { dataset: "vendors_with_expired_insurance" };
    expect(await codeOf(account.run(runDataset, given, plain))).toBe("not_found");
  });
});

describe("search", () => {
  test("puts the very number first", async () => {
    const { items } = await account.run<Items>(search, { query: "po-10021" });
    expect(items[0]).toMatchObject({ type: "purchase_order", document_number: "PO-10021" });
  });

  test("takes quotes and wildcards as text", async () => {
    const find = async (query: string) =>
      (await account.run<Items>(search, { query, types: ["vendor"] })).items.map(({ label }) => label);
    expect(await find("O'Malley's")).toEqual([expect.stringContaining("O'Malley's")]);
    expect(await find("%%")).not.toEqual([]);
    expect(await find("' OR '1'='1")).toEqual([]);
  });

  test("goes on without a type the NetSuite role may not see, and names it", async () => {
    account.simulator.switches.faults = [{ kind: "status", status: 403, on: "read" }];
    const answer = await account.run<Items & { not_searched: string[] }>(search, {
      query: "data",
      types: ["vendor", "project"],
    });
    expect(answer.not_searched).toHaveLength(1);
    expect(answer.items.length).toBeGreaterThan(0);
  });
});

test("a record deleted between list and get is listed and then not found, bound or written out", async () => {
  const { id } = account.simulator.planted.vanished;
  for (const hasBoundParameters of [true, false]) {
    account.simulator.switches.paramsSupported = hasBoundParameters;
    const asked = account.run(getTransaction, { id, type: "invoice" }, { ...finance, hasBoundParameters });
    expect(await codeOf(asked)).toBe("not_found");
  }
  account.simulator.switches.paramsSupported = true;
});

test("nothing that the account keeps to itself is in any answer", async () => {
  const { canary } = account.simulator.planted;
  for (const tool of reads) {
    const answer = JSON.stringify(await account.run(tool, tool.example, finance));
    expect([tool.name, answer.includes(canary)]).toEqual([tool.name, false]);
  }
  for (const kind of ["vendor", "customer", "contact", "employee"]) {
    const { items } = await account.run<Items>(search, { query: "an", types: [kind], limit: 5 }, finance);
    for (const { id } of items) {
      const answer = JSON.stringify(
        await account.run(getParty, { kind, id, include: ["contacts"] }, finance),
      );
      expect([kind, answer.includes(canary)]).toEqual([kind, false]);
    }
  }
});
