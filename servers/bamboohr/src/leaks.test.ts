import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  leon,
  priya,
  type SimulatedAccount,
  simulatedAccount,
  tomas,
  type Who,
} from "./simulated-account.ts";
import { getEmployee } from "./tools/get-employee.ts";
import { getEmployeeHistory } from "./tools/get-employee-history.ts";
import { tools } from "./tools/index.ts";
import { listTimeOffRequests } from "./tools/list-time-off-requests.ts";
import { queryWorkforce } from "./tools/query-workforce.ts";
import { runReport } from "./tools/run-report.ts";
import { whoami } from "./tools/whoami.ts";
import { whosOut } from "./tools/whos-out.ts";

let account: SimulatedAccount;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
});
afterAll(() => Promise.all(closers.map((close) => close())));

type Items = {
  items: Record<string, unknown>[];
  columns: string[];
  withheld?: { field: string; reason: string }[];
};
/** One of the two people who report to Tomás. */
const KEIKO = "Keiko Aoki";

describe("time off", () => {
  test("says that somebody is out and nothing of why", async () => {
    const { items } = await account.run<Items>(whosOut, { limit: 100 }, leon);
    expect(items.length).toBeGreaterThan(5);
    for (const item of items)
      expect(Object.keys(item).filter((key) => !["kind", "name", "id", "from", "to"].includes(key))).toEqual(
        [],
      );
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(["out", "holiday"]));
    expect(JSON.stringify(items)).not.toMatch(/vacation|sick|family|bereavement|jury/i);
  });

  test("is nobody's history to read but of oneself and the people below", async () => {
    const window = { start: "2025-11-20", end: "2026-11-01", limit: 100 };
    const of = async (who: Who) => {
      const { items } = await account.run<Items>(whosOut, window, who);
      return new Set(items.flatMap(({ name, kind }) => (kind === "out" ? [name] : [])));
    };
    const own = await account.run<{ name: string }>(whoami, {}, leon);
    for (const name of await of(leon)) expect(name).toBe(own.name);
    expect(await of(tomas)).toContain("Tomás Rivera");
    for (const name of await of(tomas)) expect(["Tomás Rivera", KEIKO, "Nina Baker"]).toContain(name);
    expect((await of(priya)).size).toBeGreaterThan(20);
  });

  test("gives a manager the requests of the people below, and nobody's notes", async () => {
    const window = { start: "2025-11-20", end: "2026-12-20", limit: 100 };
    const { items } = await account.run<Items>(listTimeOffRequests, { scope: "team", ...window }, tomas);
    expect(new Set(items.map(({ person }) => person))).toEqual(new Set([KEIKO]));
    const everything = await account.run<Items>(listTimeOffRequests, { scope: "all", limit: 100 }, priya);
    expect(JSON.stringify([items, everything])).not.toMatch(/note|without asking/i);
  });
});

test("small groups over protected fields are counted and not shown", async () => {
  const { name } = account.simulator.planted.smallDepartment;
  const pay = { group_by: "department", aggregate: { function: "median", field: "payRate" } };
  const filters = [
    { field: "payPer", op: "eq", values: ["Year"] },
    { field: "division", op: "eq", values: ["General Contracting"] },
  ];
  const answer = await account.run<Items & { suppressed_groups: number }>(
    queryWorkforce,
    { ...pay, filters },
    priya,
  );
  expect(answer.suppressed_groups).toBeGreaterThan(0);
  expect(JSON.stringify(answer.items)).not.toContain(name);
  const counts = await account.run<Items>(queryWorkforce, { group_by: "department" }, leon);
  expect(JSON.stringify(counts.items)).toContain(name);
});

test("what the gateway will withhold neither selects, sorts nor groups, though the relation would allow it", async () => {
  const rows = { fields: ["lastName"], limit: 5 };
  const ways = [
    { ...rows, filters: [{ field: "payRate", op: "gt", values: ["100000"] }] },
    { ...rows, sort: "payRate" },
    { group_by: "payRate" },
    { group_by: "department", aggregate: { function: "maximum", field: "payRate" } },
  ];
  for (const way of ways) {
    expect(await codeOf(account.run(queryWorkforce, way, { ...priya, sees: ["personal"] }))).toBe(
      "not_allowed",
    );
    await account.run(queryWorkforce, way, { ...priya, sees: ["personal", "pay"] });
  }
});

test.each([
  [queryWorkforce, { fields: ["lastName", "payRate"], limit: 30 }],
  [runReport, { report: "103", limit: 30 }],
])("nobody lists protected fields of the whole company page by page ($0.name)", async (tool, given) => {
  const api = account.apiOf(priya);
  const from = (offset: number) => {
    const of = (items: unknown[], facts: object) => ({ items, returned: items.length, ...facts });
    const page = { offset, of } as never;
    const input = tool.input.parse(given) as never;
    return tool.handler({ api, input, caller: api.caller, page, signal: AbortSignal.timeout(5_000) });
  };
  expect(await from(90)).toMatchObject({ returned: 10, hasMore: true });
  expect(await codeOf(from(100))).toBe("not_allowed");
});

describe("identity numbers, bank and tax data", () => {
  const NEVER =
    /\b(ssn|sin|passportNumber|visaNumber|driversLicenseNumber|taxFileNumber|directDeposit|federalTax|stateTax|taxDocuments|payStubs)\b/;

  test("are neither asked for nor in any answer, not even HR's", async () => {
    const { planted } = account.simulator;
    account.asked.length = 0;
    const employee = planted.expiredCertificates[0]?.employeeId ?? "";
    const answers: unknown[] = [];
    for (const tool of tools) answers.push(await account.run(tool as never, tool.example, priya));
    const sections = ["work", "contact", "personal", "job", "compensation"];
    answers.push(await account.run(getEmployee, { employee, sections }, priya));
    for (const table of [
      "customCertifications",
      "customAssignedEquipment",
      "employeeEducation",
      "emergencyContacts",
    ])
      answers.push(await account.run(getEmployeeHistory, { employee, table, limit: 100 }, priya));
    for (const report of ["101", "102", "103", "104", "105", "106"])
      answers.push(await account.run(runReport, { report, limit: 100 }, priya).catch(() => ""));
    const fields = [
      "ssn",
      "passportNumber",
      "customPensionNumber",
      planted.disguisedField,
      "customBadgeReference",
    ];
    answers.push(await account.run(queryWorkforce, { fields, limit: 100 }, priya));
    expect(JSON.stringify(answers)).not.toContain(planted.canary);
    expect(JSON.stringify(answers)).toContain("Crane operator");
    expect(account.asked.filter((each) => NEVER.test(each))).toEqual([]);
  });

  test("filed under a harmless name do not come out bit by bit", async () => {
    const field = account.simulator.planted.disguisedField;
    const filters = [{ field, op: "ge", values: ["CANARY"] }];
    const { items, withheld } = await account.run<Items>(
      queryWorkforce,
      { fields: ["lastName"], filters },
      priya,
    );
    expect(items).toEqual([]);
    expect(withheld).toEqual([{ field, reason: "class" }]);
  });
});
