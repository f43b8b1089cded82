import { expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, get, call } = createTestAccount();
const { planted } = simulator;

const data = (body: object, as?: string) =>
  call("/v2/datasets/employee/data", { method: "POST", body, ...(as && { as }) });

test("Datasets name their fields with an entity each", async () => {
  expect((await call("/v1_2/datasets")).body).toEqual({
    datasets: [{ name: "employee", label: "Employee" }],
  });
  const { body } = await call("/v1_2/datasets/employee/fields?page_size=1000");
  expect(body.fields.length).toBeGreaterThan(450);
  expect(body.fields.find(({ name }: { name: string }) => name === "payRate")).toEqual({
    name: "payRate",
    label: "Pay Rate",
    parentType: "section",
    parentName: "Compensation",
    entityName: "Compensation",
  });
  const names = body.fields.map(({ name }: { name: string }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("Data is filtered, sorted and paged", async () => {
  const { body } = await data({
    fields: ["eeid", "lastName", "department"],
    filter: "status eq 'Active' and department in ('Finance','Sales')",
    orderBy: "lastName desc",
    page: 2,
    pageSize: 5,
  });
  expect(body.meta).toEqual({ page: 2, pageSize: 5, totalPages: 4, totalItems: 20 });
  expect(body.links).toEqual({ next: expect.any(String), prev: expect.any(String) });
  const names = body.data.map(({ fields }: { fields: { lastName: string } }) => fields.lastName);
  expect(names).toEqual([...names].sort((a, b) => b.localeCompare(a, "en", { sensitivity: "base" })));
});

test("Hidden values are null, and a filter or an order by a hidden field drops people", async () => {
  const total = async (body: object) => (await data(body, "leon")).body.meta.totalItems;
  const fields = ["firstName", "hireDate"];
  const { body } = await data({ fields, pageSize: 1 }, "leon");
  expect(body.data[0].fields).toEqual({ firstName: expect.any(String), hireDate: null });
  expect(await total({ fields })).toBe(517);
  expect(await total({ fields, filter: "hireDate gt '1900-01-01'" })).toBe(1);
  expect(await total({ fields, orderBy: "hireDate" })).toBe(1);
});

test.each([
  ["an unknown field", { fields: ["nonsense"] }, 422, "FIELD_NOT_FOUND"],
  [
    "an unknown field in the filter",
    { fields: ["firstName"], filter: "nonsense eq 1" },
    422,
    "FIELD_NOT_FOUND",
  ],
  ["a broken filter", { fields: ["firstName"], filter: "firstName eq" }, 422, "INVALID_FILTER"],
  ["an order by another field", { fields: ["firstName"], orderBy: "lastName" }, 422, "INVALID_ORDER"],
  ["too large a page", { fields: ["firstName"], pageSize: 5_000 }, 413, "TOO_MUCH_DATA"],
  ["no fields", { fields: [] }, 422, "INVALID_REQUEST"],
])("A query with %s is a problem", async (_, body, status, code) => {
  const answer = await data(body);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  expect(answer.body).toMatchObject({ status, code, instance: "/api/v2/datasets/employee/data" });
});

test("An unknown dataset is a problem of its own", async () => {
  const answer = await call("/v2/datasets/nothing/data", { method: "POST", body: { fields: ["a"] } });
  expect([answer.status, answer.body.code]).toEqual([404, "DATASET_NOT_FOUND"]);
});

test("Options come by field, and an unknown field is a 500 in plain text", async () => {
  const options = (fields: string[]) =>
    call("/v1_2/datasets/employee/field-options", { method: "POST", body: { fields } });
  expect((await options(["department"])).body.department[0]).toEqual({
    id: expect.any(Number),
    value: "Executive",
  });
  const unknown = await options(["nonsense"]);
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([500, "text/plain; charset=UTF-8"]);
});

test("Saved reports are listed and run, a page beyond the last is the last", async () => {
  const { body } = await get("/custom-reports?page_size=3&page=9");
  expect([body.reports.length, body.pagination.current_page]).toEqual([1, 3]);
  const report = (await get("/custom-reports/104?page_size=50&page=2")).body;
  expect([report.data.length, report.aggregations, report.pagination.total_records]).toEqual([46, [], 96]);
});

test("A saved report leaves out what the reader may not see", async () => {
  const keys = async (as: string) =>
    Object.keys((await get("/custom-reports/103?page_size=1", as)).body.data[0]);
  expect(await keys("priya")).toContain("payRate");
  expect(await keys("tomas")).toEqual(["firstName", "lastName", "jobTitle"]);
});

test("Reports are refused with a code that is a number", async () => {
  expect((await get("/custom-reports/1")).body).toEqual({
    error: { code: 404, message: "Report not found" },
  });
  expect((await get("/custom-reports", "leon")).body.error.code).toBe(403);
});

test("The older report needs its content type to the letter, and has whoever left", async () => {
  const ask = (type: string) =>
    call("/gateway.php/halden/v1/reports/custom?format=json&onlyCurrent=false", {
      method: "POST",
      body: { title: "All", fields: ["displayName", "supervisor", "status", "photoUploaded", "nonsense"] },
      headers: { "content-type": type },
    });
  const refused = await ask("application/json; charset=UTF-8");
  expect([refused.status, refused.headers.get("x-bamboohr-error-message")]).toEqual([400, "Malformed XML"]);
  const { body } = await ask("application/json");
  expect(body.fields.map(({ id }: { id: string }) => id)).toEqual([
    "displayName",
    "supervisor",
    "status",
    "photoUploaded",
  ]);
  expect(body.employees).toHaveLength(517);
  const row = body.employees.find(({ id }: { id: string }) => id === planted.rehire);
  expect(row).toEqual({
    id: planted.rehire,
    displayName: expect.any(String),
    supervisor: expect.stringContaining(", "),
    status: "Active",
    photoUploaded: false,
  });
});
