import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leon, priya, type SimulatedAccount, simulatedAccount, type Who } from "../simulated-account.ts";
import { findPeople } from "./find-people.ts";
import { getTimeOffBalance } from "./get-time-off-balance.ts";
import { listFields } from "./list-fields.ts";
import { listFiles } from "./list-files.ts";
import { listHiring } from "./list-hiring.ts";
import { listTimeOffRequests } from "./list-time-off-requests.ts";
import { listTimeOffTypes } from "./list-time-off-types.ts";
import { queryWorkforce } from "./query-workforce.ts";
import { readFile } from "./read-file.ts";
import { runReport } from "./run-report.ts";
import { whoami } from "./whoami.ts";

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

describe("fields and queries", () => {
  test("every field of the account has a class, and tables have their columns", async () => {
    const { total } = await list(listFields, { limit: 100 });
    const never = await list(listFields, { class: "never", limit: 100 });
    expect(total).toBeGreaterThan(200);
    expect(names(never)).toEqual(expect.arrayContaining(["ssn", "passportNumber", "customPensionNumber"]));
    const tables = await list(listFields, { kind: "table" });
    expect(tables.items.find(({ name }) => name === "customCertifications")).toMatchObject({
      class: "restricted",
    });
  });

  test("count people by what the directory shows", async () => {
    const answer = await list(queryWorkforce, { group_by: "location" }, leon);
    expect(answer.columns).toEqual(["location", "people"]);
    const sum = answer.items.reduce((total, { values }) => total + Number((values as string[])[1]), 0);
    expect(sum).toBe((await list(findPeople, { limit: 1 }, leon)).total);
  });

  test("find the operators of a crane, once the company has said what a field holds", async () => {
    const { expiredCertificates } = account.simulator.planted;
    const filters = [{ field: "customCraneClass", op: "eq", values: ["Class 2"] }];
    const fields = ["jobTitle", "customCurrentProject"];
    const ask = { fields, filters, limit: 100 };
    // Five digits in a field nobody classified could be anything: the company says that these are its projects.
    expect(JSON.stringify(await list(queryWorkforce, ask))).toContain('"reason":"class"');
    const policy = { fieldClasses: { customCurrentProject: "work" } } as const;
    const { items, columns } = await list(queryWorkforce, ask, { ...priya, policy });
    expect(columns).toEqual(["jobTitle", "customCurrentProject"]);
    const projects = new Map(items.map(({ id, values }) => [id, (values as string[])[1]]));
    for (const { employeeId, project } of expiredCertificates) expect(projects.get(employeeId)).toBe(project);
  });

  test("sort, and take either fields or groups", async () => {
    const by = (sort: string, descending = false) =>
      list(queryWorkforce, { fields: ["lastName"], sort, descending, limit: 100 });
    const values = ({ items }: Items) => items.map(({ values: cells }) => (cells as string[])[0]);
    const up = values(await by("lastName"));
    expect(values(await by("lastName", true))[0]).not.toBe(up[0]);
    for (const given of [
      {},
      { fields: ["lastName"], group_by: "location" },
      { aggregate: { function: "sum" } },
    ])
      expect(await codeOf(list(queryWorkforce, given))).toBe("invalid_input");
    expect(await codeOf(list(queryWorkforce, { fields: ["nothing"] }))).toBe("invalid_input");
  });

  test("a report is found by name or id, and listed without either", async () => {
    const { items } = await list(runReport, {});
    expect(names({ items } as Items)).toContain("Compensation review");
    const { columns } = await list(runReport, { report: "compensation" });
    expect(columns).toEqual(expect.arrayContaining(["firstName", "pay.payRate", "pay.customBonusTarget"]));
    expect(await codeOf(list(runReport, { report: "nothing of the kind" }))).toBe("not_found");
    expect(await codeOf(list(runReport, { report: "999" }))).toBe("not_found");
  });
});

describe("files and hiring", () => {
  test("people have what is shared with them", async () => {
    const own = await list(listFiles, { scope: "employee" }, leon);
    const { id } = await account.run<Item>(whoami, {}, leon);
    const hrs = await list(listFiles, { scope: "employee", employee: id });
    expect(own.items.length).toBeGreaterThan(0);
    expect(own.items.length).toBeLessThan(hrs.items.length);
    expect(await codeOf(list(listFiles, { scope: "company", employee: "me" }))).toBe("invalid_input");
  });

  test("what a file says stays what it says", async () => {
    const { companyFileId } = account.simulator.planted.injections;
    const { text } = await account.run<{ text: string }>(readFile, { ref: `company:${companyFileId}` }, leon);
    expect(text).toContain("Note to the assistant");
    const found = await account.run<{ text: string }>(
      readFile,
      { ref: `company:${companyFileId}`, find: "manager" },
      leon,
    );
    expect(found.text.length).toBeLessThan(text.length);
  });

  test("openings are everybody's; drafts, what is filled or on hold, and applications are HR's", async () => {
    const openings = await list(listHiring, {}, leon);
    const statuses = ({ items }: Items) => new Set(items.map(({ status }) => status));
    expect(statuses(openings)).toEqual(new Set(["Open"]));
    expect(statuses(await list(listHiring, {}))).toEqual(new Set(["Open", "On Hold", "Filled", "Draft"]));
    expect(openings.items[0]).toMatchObject({
      title: "Crane Operator",
      department: "Field Services",
      status: "Open",
    });
    const { applicationId } = account.simulator.planted.injections;
    const { items } = await list(listHiring, { application: applicationId });
    expect(JSON.stringify(items)).toContain("Ignore all previous instructions");
    const hired = await list(listHiring, { status: "hired", limit: 100 });
    expect(new Set(hired.items.map(({ status }) => status))).toEqual(new Set(["Hired"]));
  });
});

test("what BambooHR gives no name is an answer with an empty one, and no failure", async () => {
  const other = await simulatedAccount();
  const nameless = (row: Item) => ({ ...row, name: null, units: null, type: {}, status: {}, applicant: {} });
  other.onTheWay.alter = (path, body) => {
    const answer = body as Record<string, Item[]>;
    if (/calculator$|requests$/.test(path)) return Object.values(answer as never).map(nameless as never);
    const [key] = ["timeOffTypes", "applications", "categories"].filter((each) => each in answer);
    return key === undefined ? body : { ...answer, [key]: answer[key]?.map(nameless) };
  };
  const first = async (tool: { name: string }, given: object) =>
    (await other.run<Items>(tool as never, given, priya)).items[0];
  expect(await first(getTimeOffBalance, {})).toMatchObject({ type: "78", unit: "" });
  expect(await first(listTimeOffTypes, {})).toMatchObject({ name: "" });
  expect(await first(listTimeOffRequests, { scope: "all" })).toMatchObject({ type: "", status: "" });
  expect(await first(listHiring, { job: "44" })).toMatchObject({ applicant: { name: "" } });
  expect(await first(listFiles, {})).toMatchObject({ category: "" });
});
