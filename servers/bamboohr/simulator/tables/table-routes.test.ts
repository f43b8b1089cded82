import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, get, call } = createTestAccount();
const { planted, switches } = simulator;
const { employeeId, rowId } = planted.futureJob;
const path = `/employees/${employeeId}/tables/jobInfo`;

afterEach(() => simulator.reset());

type Row = Record<string, string> & { id: string };
const rowsOf = async (as?: string): Promise<Row[]> => (await get(path, as)).body;
const row = async (id: string) => (await rowsOf()).find((each) => each.id === id);
const write = (where: string, body: unknown, as = "priya") =>
  call(`/v1${where}`, { method: "POST", body, as });

test("Rows come in no order, with ids as strings and the manager by name", async () => {
  const rows = await rowsOf();
  const dates = rows.map(({ date }) => date);
  expect(dates).not.toEqual([...dates].sort());
  expect(rows.find(({ id }) => id === rowId)).toEqual({
    id: rowId,
    employeeId,
    date: "2026-12-01",
    location: expect.any(String),
    department: "Project Delivery",
    division: expect.any(String),
    jobTitle: "Foreman",
    reportsTo: expect.stringContaining(" "),
    teams: null,
  });
});

test("A table that the caller may not see is empty, and columns of another class are left out", async () => {
  expect((await get(`/employees/${employeeId}/tables/compensation`, "tomas")).body).toEqual([]);
  const own = (await get("/employees/0/tables/employmentStatus", "leon")).body;
  expect(Object.keys(own[0])).toEqual(["id", "employeeId", "date", "employmentStatus"]);
});

test("All means everybody the caller may see", async () => {
  const rowsFor = async (as?: string) =>
    new Set(
      (await get("/employees/all/tables/employmentStatus", as)).body.map((each: Row) => each.employeeId),
    );
  expect([(await rowsFor()).size, (await rowsFor("leon")).size]).toEqual([517, 1]);
});

test("An unknown table or person is a 404", async () => {
  expect((await get(`/employees/${employeeId}/tables/nothing`)).status).toBe(404);
  expect((await get("/employees/999999/tables/jobInfo")).status).toBe(404);
});

test("A new row is answered by an empty page without its id, and takes over what was not given", async () => {
  const before = await rowsOf();
  const { status, text, headers } = await write(path, { date: "2026-11-20", jobTitle: "Foreman" });
  expect([status, text, headers.get("content-type")]).toEqual([200, "", "text/html; charset=UTF-8"]);
  const added = (await rowsOf()).find(({ id }) => !before.some((each) => each.id === id));
  expect(added).toMatchObject({ date: "2026-11-20", jobTitle: "Foreman", department: "Project Delivery" });
});

test("An update is answered 200 and empty although one of its fields was skipped", async () => {
  const { column } = planted.skipped;
  const { status, text } = await write(`${path}/${rowId}`, { jobTitle: "Carpenter", [column]: "North" });
  expect([status, text]).toEqual([200, ""]);
  expect(await row(rowId)).toMatchObject({ jobTitle: "Carpenter", [column]: null });
  switches.skippedColumns = ["jobTitle"];
  await write(`${path}/${rowId}`, { jobTitle: "Foreman", date: "2026-12-02" });
  expect(await row(rowId)).toMatchObject({ jobTitle: "Carpenter", date: "2026-12-02" });
});

test.each([
  ["an impossible value", { jobTitle: "Astronaut" }, 406],
  ["a broken date", { date: "1.12.2026" }, 406],
  ["no known field", { nothing: 1 }, 400],
  ["the person as their own manager", { reportsTo: employeeId }, 409],
])("A row with %s is refused", async (_, body, expected) => {
  expect((await write(`${path}/${rowId}`, body)).status).toBe(expected);
  expect(simulator.snapshot()).toEqual({});
});

test("Without a date, a right or a row nothing is written", async () => {
  expect((await write(path, { jobTitle: "Foreman" })).status).toBe(400);
  expect((await write(path, { date: "2026-11-20" }, "leon")).status).toBe(403);
  expect((await write(`${path}/1`, { jobTitle: "Foreman" })).status).toBe(404);
  expect(simulator.snapshot()).toEqual({});
});

test("A row that waits for an approval is a 409, one on a pay schedule a 412", async () => {
  switches.pendingRows = [rowId];
  expect((await write(`${path}/${rowId}`, { jobTitle: "Carpenter" })).status).toBe(409);
  switches.pendingRows = [];
  switches.payrollRows = [rowId];
  expect((await call(`/v1${path}/${rowId}`, { method: "DELETE", as: "priya" })).status).toBe(412);
});

test("A deletion says whether it happened", async () => {
  const remove = async () => (await call(`/v1${path}/${rowId}`, { method: "DELETE", as: "priya" })).body;
  expect(await remove()).toEqual({ success: true });
  expect(await remove()).toEqual({ success: false, error: "Row not found" });
  expect(simulator.snapshot()[`rows/${rowId}`]).toBe("deleted");
});

test("Pay is currency and value as text", async () => {
  const [first] = (await get(`/employees/${planted.payMistake.employeeId}/tables/compensation`)).body;
  expect(first.rate).toEqual({ currency: expect.any(String), value: expect.stringMatching(/^\d+\.\d\d$/) });
});

test("A row that ends the employment makes the person inactive", async () => {
  const body = { date: "2026-11-20", employmentStatus: "Terminated", terminationReasonId: "Retirement" };
  await write(`/employees/${employeeId}/tables/employmentStatus`, body);
  expect((await get(`/employees/${employeeId}?fields=status,terminationDate`)).body).toMatchObject({
    status: "Inactive",
    terminationDate: "2026-11-20",
  });
});
