import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  leon,
  priya,
  type SimulatedAccount,
  simulatedAccount,
  TOMAS,
  tomas,
  type Who,
} from "../simulated-account.ts";
import { findPeople } from "./find-people.ts";
import { getEmployee } from "./get-employee.ts";
import { getEmployeeHistory } from "./get-employee-history.ts";
import { getOrgChart } from "./get-org-chart.ts";
import { getTimeOffBalance } from "./get-time-off-balance.ts";
import { listTimeOffRequests } from "./list-time-off-requests.ts";
import { whoami } from "./whoami.ts";
import { whosOut } from "./whos-out.ts";

let account: SimulatedAccount;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Item = Record<string, unknown> & { id: string; name: string };
type Items = { items: Item[]; columns: string[]; total: number; has_more: boolean };
const names = ({ items }: Items) => items.map(({ name }) => name);
const list = (tool: { name: string }, given: object, who: Who = priya) =>
  account.run<Items>(tool as never, given, who);

describe("people", () => {
  test("know who they are and what they may see", async () => {
    expect(await account.run(whoami, {}, tomas)).toMatchObject({
      name: "Tomás Rivera",
      manager: "Samuel Muñoz",
      tier: "manager",
      direct_reports: 2,
      sees_of_others: ["directory"],
    });
    expect(await account.run(whoami, {}, leon)).toMatchObject({ tier: "employee", people_below: 0 });
    expect(await account.run(whoami, {}, priya)).toMatchObject({ tier: "hr" });
  });

  test("are found by name without accents, by title, by address and by manager", async () => {
    expect(names(await list(findPeople, { query: "tomas riv" }))).toEqual(["Tomás Rivera"]);
    expect(names(await list(findPeople, { query: TOMAS }))).toEqual(["Tomás Rivera"]);
    expect(names(await list(findPeople, { manager: TOMAS }, tomas))).toEqual(["Keiko Aoki", "Nina Baker"]);
    const operators = await list(findPeople, { query: "superintendent", limit: 100 });
    expect(new Set(operators.items.map(({ title }) => title))).toEqual(new Set(["Superintendent"]));
    expect(names(await list(findPeople, { query: "%" }))).toEqual([]);
  });

  test("are found by an address with a hyphen in it", async () => {
    const other = await simulatedAccount();
    other.onTheWay.alter = (_, body) => {
      const { data } = body as { data?: { employeeId: string; workEmail: string }[] };
      const hyphened = data?.map((row) =>
        row.employeeId === "2023" ? { ...row, workEmail: "t-r@halden.example" } : row,
      );
      return hyphened ? { ...(body as object), data: hyphened } : body;
    };
    const { items } = await other.run<Items>(findPeople, { query: "T-R@halden" }, priya);
    expect(names({ items } as Items)).toEqual(["Tomás Rivera"]);
  });

  test("of a department and a location are those of both", async () => {
    const { items } = await list(findPeople, { department: "sales", location: "phoenix", limit: 100 });
    for (const item of items)
      expect(item).toMatchObject({ department: "Sales", location: expect.stringContaining("Phoenix") });
    expect((await list(findPeople, { status: "inactive", limit: 100 })).total).toBe(96);
  });

  test("with one name are both listed, and told apart by id", async () => {
    const ids = account.simulator.planted.namesakes;
    const { name } = await account.run<Item>(getEmployee, { employee: ids[0] }, priya);
    const { items } = await list(findPeople, { query: name });
    expect(
      items
        .slice(0, 2)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
  });

  test("show no hire date where there is none", async () => {
    const { contractor } = account.simulator.planted;
    const answer = await account.run<{ job: object }>(
      getEmployee,
      { employee: contractor, sections: ["job"] },
      priya,
    );
    expect(answer.job).not.toHaveProperty("hire_date");
    expect(answer).not.toHaveProperty("withheld");
  });
});

describe("the chart", () => {
  test("goes up to the top and down by levels", async () => {
    const up = await list(getOrgChart, { employee: "me", direction: "up" }, tomas);
    expect(up.items.map(({ level }) => level)).toEqual(up.items.map((_, index) => index));
    expect(up.items.at(-1)).toMatchObject({ title: "Chief Executive Officer" });
    const top = up.items.at(-1)?.id;
    const down = await list(getOrgChart, { employee: top, depth: 3 });
    expect(down.items.length).toBeGreaterThan(20);
    for (const { level, manager_id } of down.items.slice(1)) {
      const manager = down.items.find(({ id }) => id === manager_id);
      expect(manager?.level).toBe(Number(level) - 1);
    }
  });

  test("says where two people report to each other, and ends", async () => {
    const [one, other] = account.simulator.planted.loop;
    const chart = await list(getOrgChart, { employee: one, direction: "down", depth: 3 });
    expect(chart).toMatchObject({ has_loop: true });
    expect(chart.items.map(({ id }) => id)).toEqual([one, other]);
  });
});

describe("histories", () => {
  test("are sorted by date, what is yet to come first", async () => {
    const { employeeId } = account.simulator.planted.futureJob;
    const { items, columns } = await list(getEmployeeHistory, { employee: employeeId, table: "job" });
    const dates = items.map(({ values }) => (values as string[])[columns.indexOf("date")] ?? "");
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(dates[0] ?? "").toBe("2026-12-01");
  });

  test("of pay stand under their label, and of status without the reasons of leaving", async () => {
    const { employeeId } = account.simulator.planted.payMistake;
    const pay = await list(getEmployeeHistory, { employee: employeeId, table: "compensation" });
    expect(pay.columns).toContain("pay.rate");
    expect(pay.items[0]).toMatchObject({ values: [], pay: expect.any(Array) });
    const own = await account.run<Items & { withheld: { field: string }[] }>(
      getEmployeeHistory,
      { employee: "me", table: "status" },
      tomas,
    );
    expect(own.columns).toEqual(["date", "employmentStatus"]);
    expect(own.withheld.map(({ field }) => field)).toContain("terminationReasonId");
  });

  test("of a table nobody knows are not found", async () => {
    for (const table of ["payroll", "directDeposit", "constructor"])
      expect(await codeOf(list(getEmployeeHistory, { employee: "me", table }))).toBe("not_found");
  });
});

describe("time off", () => {
  test("that waits for a manager is what their people asked for", async () => {
    const { awayManager } = account.simulator.planted;
    const { email } = await workContact(awayManager.employeeId);
    const { items } = await list(listTimeOffRequests, { scope: "to_approve", limit: 100 }, { email });
    expect(items.map(({ id }) => id).toSorted()).toEqual(awayManager.requestIds.toSorted());
    for (const item of items) expect(item).toMatchObject({ status: "requested", can_decide: true });
  });

  test("shows overlaps, and that nobody decides their own", async () => {
    const { overlapping, ownApproval, superceded } = account.simulator.planted;
    const all = await list(listTimeOffRequests, {
      scope: "all",
      limit: 100,
      status: ["requested", "approved", "superseded"],
      start: "2026-11-20",
    });
    const one = (id: string) => all.items.find((item) => item.id === id);
    expect(one(overlapping.requestId)?.overlaps).toBeGreaterThan(0);
    expect(one(ownApproval.requestId)?.can_decide).toBe(false);
    expect(one(superceded.requestId)?.status).toBe("superseded");
  });

  test("of a person who left is HR's to see", async () => {
    const { requestId } = account.simulator.planted.leaver;
    const all = await list(listTimeOffRequests, { scope: "all", status: ["requested"], limit: 100 });
    expect(all.items.map(({ id }) => id)).toContain(requestId);
  });

  test("mine are mine", async () => {
    const { items } = await list(
      listTimeOffRequests,
      { scope: "mine", start: "2025-11-20", end: "2026-12-20" },
      tomas,
    );
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ person }) => person))).toEqual(new Set(["Tomás Rivera"]));
  });

  test("balances may be below nothing, and change with the day", async () => {
    type Balances = { items: { type: string; balance: number }[] };
    const on = (as_of: string) => account.run<Balances>(getTimeOffBalance, { as_of }, tomas);
    const [now, later] = [await on("2026-11-20"), await on("2027-03-31")];
    expect(now.items.map(({ type }) => type)).toContain("Vacation");
    expect(later.items[0]?.balance).not.toBe(now.items[0]?.balance);
  });

  test("windows end after they start and are not endless", async () => {
    for (const window of [
      { start: "2026-12-01", end: "2026-11-01" },
      { start: "2020-01-01", end: "2026-11-01" },
    ])
      for (const tool of [whosOut, listTimeOffRequests])
        expect(await codeOf(list(tool, window))).toBe("invalid_input");
    expect(whosOut.input.safeParse({ start: "2026-02-30" }).success).toBe(false);
  });

  test("of the team is of the people below", async () => {
    const { items } = await list(
      whosOut,
      { team: true, start: "2026-01-01", end: "2026-12-31", limit: 100 },
      tomas,
    );
    const people = items.filter(({ kind }) => kind === "out");
    for (const { name } of people) expect(["Keiko Aoki", "Nina Baker"]).toContain(name);
  });
});

const workContact = async (employee: string) =>
  (await account.run<{ work: { email: string } }>(getEmployee, { employee }, priya)).work;
