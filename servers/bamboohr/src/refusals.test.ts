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
import { findPeople } from "./tools/find-people.ts";
import { getEmployee } from "./tools/get-employee.ts";
import { getEmployeeHistory } from "./tools/get-employee-history.ts";
import { getOrgChart } from "./tools/get-org-chart.ts";
import { getTimeOffBalance } from "./tools/get-time-off-balance.ts";
import { listFiles } from "./tools/list-files.ts";
import { listHiring } from "./tools/list-hiring.ts";
import { listTimeOffRequests } from "./tools/list-time-off-requests.ts";
import { queryWorkforce } from "./tools/query-workforce.ts";
import { readFile } from "./tools/read-file.ts";
import { runReport } from "./tools/run-report.ts";

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
/** One of the two people who report to Tomás, and his own manager. */
const KEIKO = "Keiko Aoki";
const SAMUEL = "Samuel Muñoz";

const salaries = { field: "payRate", op: "gt", values: ["100000"] };
const hired = { field: "hireDate", op: "lt", values: ["2020-01-01"] };
const workforce = (more: object) => ({ fields: ["jobTitle"], ...more });

const WAYS: [what: string, tool: { name: string }, given: object, who: Who][] = [
  ["a filter on pay", queryWorkforce, workforce({ filters: [salaries] }), tomas],
  [
    "a filter on pay of the own team",
    queryWorkforce,
    workforce({ filters: [salaries], scope: "team" }),
    tomas,
  ],
  ["a filter on hire dates of everybody", queryWorkforce, workforce({ filters: [hired] }), tomas],
  ["an order by pay", queryWorkforce, workforce({ sort: "payRate" }), leon],
  ["an order by age", queryWorkforce, workforce({ sort: "birthDate", scope: "team" }), tomas],
  ["groups by gender", queryWorkforce, { group_by: "gender" }, tomas],
  ["an average of pay", queryWorkforce, { aggregate: { function: "average", field: "payRate" } }, tomas],
  [
    "a filter on a field nobody classified",
    queryWorkforce,
    workforce({ filters: [{ field: "customShift", op: "eq", values: ["Day"] }] }),
    leon,
  ],
  [
    "a filter on identity numbers, even for HR",
    queryWorkforce,
    workforce({ filters: [{ field: "ssn", op: "eq", values: ["1"] }] }),
    priya,
  ],
  ["who has left, in a query", queryWorkforce, workforce({ status: "inactive" }), tomas],
  ["who has left, in the directory", findPeople, { status: "inactive" }, tomas],
  ["a peer's pay history", getEmployeeHistory, { employee: SAMUEL, table: "compensation" }, leon],
  ["a report's pay history", getEmployeeHistory, { employee: KEIKO, table: "compensation" }, tomas],
  ["a manager's job history", getEmployeeHistory, { employee: SAMUEL, table: "job" }, tomas],
  [
    "a table of the company's own",
    getEmployeeHistory,
    { employee: "me", table: "customCertifications" },
    leon,
  ],
  [
    "a report's emergency contacts",
    getEmployeeHistory,
    { employee: KEIKO, table: "emergencyContacts" },
    tomas,
  ],
  ["a peer's balance", getTimeOffBalance, { employee: SAMUEL }, leon],
  ["everybody's requests", listTimeOffRequests, { scope: "all" }, tomas],
  ["a saved report", runReport, { report: "103" }, tomas],
  ["the list of saved reports", runReport, {}, leon],
  ["a report's files", listFiles, { scope: "employee", employee: KEIKO }, tomas],
  ["applications", listHiring, { job: "44" }, tomas],
  ["an application", listHiring, { application: "611" }, leon],
  ["applicants by name", listHiring, { search: "a" }, leon],
];

describe("each way to what one may not see ends in a refusal", () => {
  test.each(WAYS)("%s", async (_, tool, given, who) => {
    expect(await codeOf(account.run(tool as never, given, who))).toBe("not_allowed");
  });

  test.each([tomas, leon])("somebody who has left is nobody's to find but HR's (%j)", async (who) => {
    const { employeeId } = account.simulator.planted.leaver;
    for (const [tool, given] of [
      [getEmployee, { employee: employeeId }],
      [getOrgChart, { employee: employeeId }],
      [getTimeOffBalance, { employee: employeeId }],
      [readFile, { ref: `employee:${employeeId}:200061` }],
    ] as const)
      expect(await codeOf(account.run(tool as never, given, who))).toBe("not_found");
    expect(await account.run(getEmployee, { employee: employeeId }, priya)).toMatchObject({ id: employeeId });
  });

  test("a file that is not shared cannot be read by its ref", async () => {
    const { planted } = account.simulator;
    const hr = await account.run<Items>(listFiles, { limit: 100 }, priya);
    const everybody = await account.run<Items>(listFiles, { limit: 100 }, leon);
    const closed = hr.items.filter(({ ref }) => !everybody.items.some((each) => each.ref === ref));
    expect(closed.length).toBeGreaterThan(5);
    expect(await codeOf(account.run(readFile, { ref: closed[0]?.ref }, leon))).toBe("not_found");
    const { employeeId, fileId } = planted.injections.employeeFile;
    expect(await codeOf(account.run(readFile, { ref: `employee:${employeeId}:${fileId}` }, tomas))).toBe(
      "not_allowed",
    );
    // A file of one place is not found under another.
    expect(await codeOf(account.run(readFile, { ref: `company:${fileId}` }, priya))).toBe("not_found");
  });
});
