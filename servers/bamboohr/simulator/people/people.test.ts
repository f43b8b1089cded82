import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, get, call } = createTestAccount();
const { planted, switches } = simulator;

afterEach(() => simulator.reset());

const list = async (query: string, as?: string) => (await get(`/employees?${query}`, as)).body;

test("The list walks through everybody by cursor, forth and back", async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  let last = { meta: { page: { prevCursor: null as string | null } }, data: [] as { employeeId: string }[] };
  do {
    const page = await list(
      `filter[status]=active&sort=lastName&page[limit]=100${cursor ? `&page[after]=${encodeURIComponent(cursor)}` : ""}`,
    );
    seen.push(...page.data.map(({ employeeId }: { employeeId: string }) => employeeId));
    cursor = page.meta.page.nextCursor;
    last = page;
  } while (cursor);
  expect([seen.length, new Set(seen).size]).toEqual([421, 421]);
  const back = await list(
    `filter[status]=active&sort=lastName&page[limit]=100&page[before]=${encodeURIComponent(last.meta.page.prevCursor ?? "")}`,
  );
  expect(back.data.at(-1).employeeId).toBe(seen[seen.indexOf(last.data[0]?.employeeId ?? "") - 1]);
});

test("A cursor is base64 of JSON that names who comes next", async () => {
  const { data, meta } = await list("page[limit]=1");
  const { nextEmployee } = JSON.parse(atob(meta.page.nextCursor));
  expect(nextEmployee).toBe(Number(data[0].employeeId) + 1);
});

test.each([
  ["page[limit]=0", "BadPage"],
  ["page[limit]=101", "BadPage"],
  ["page[after]=nonsense", "BadPage"],
  ["sort=ssn", "BadRequest"],
  ["filter[status]=asleep", "BadRequest"],
  ["filter[ids]=1,x", "BadRequest"],
])("A list by %s is refused as %s", async (query, code) => {
  const { status, body } = await get(`/employees?${query}`);
  expect([status, body.error.code]).toEqual([400, code]);
});

test("Ids are taken in both forms, names as part of the text whatever its case", async () => {
  const [one, other] = planted.namesakes;
  const ids = (body: { data: { employeeId: string }[] }) => body.data.map(({ employeeId }) => employeeId);
  expect(ids(await list(`filter[ids][]=${one}&filter[ids][]=${other}`))).toEqual([one, other]);
  expect(ids(await list(`filter[ids]=${one},${other}`))).toEqual([one, other]);
  const { lastName } = (await get(`/employees/${one}?fields=lastName`)).body;
  const found = ids(await list(`filter[lastName]=${lastName.slice(1).toUpperCase()}&page[limit]=100`));
  expect(found).toEqual(expect.arrayContaining([one, other]));
});

test("What the caller may not see is null and named, and unknown fields are ignored", async () => {
  const { data } = await list("fields=birthDate,hireDate,nonsense&page[limit]=1", "tomas");
  expect(data[0]).toMatchObject({
    birthDate: null,
    hireDate: null,
    _restrictedFields: ["birthDate", "hireDate"],
  });
  expect(data[0]).not.toHaveProperty("nonsense");
});

test("Sorting by a hidden field drops people without a word", async () => {
  const { meta } = await list("fields=hireDate&sort=-hireDate", "leon");
  expect(meta.total).toBe(1);
});

test("Without fields there is only the id", async () => {
  expect((await get(`/employees/${planted.rehire}`)).body).toEqual({ id: planted.rehire });
});

test("Fields go by alias, older name or id; forbidden and unknown ones are left out", async () => {
  const fields = "jobTitle,jobTitleName,91.1,supervisorEId,payRate,nonsense";
  const { body } = await get(`/employees/${planted.futureJob.employeeId}?fields=${fields}`, "tomas");
  expect(Object.keys(body)).toEqual(["id", "jobTitle", "jobTitleName", "91.1", "supervisorEId"]);
  expect([body["91.1"], body.jobTitleName]).toEqual([body.supervisorEId, body.jobTitle]);
});

test("Future values show only where they are asked for", async () => {
  const path = `/employees/${planted.futureJob.employeeId}?fields=jobTitle`;
  expect((await get(path)).body.jobTitle).toBe("Carpenter");
  expect((await get(`${path}&onlyCurrent=false`)).body.jobTitle).toBe("Foreman");
});

test("More than 400 fields are refused", async () => {
  const fields = Array.from({ length: 401 }, (_, index) => index).join(",");
  expect((await get(`/employees/${planted.rehire}?fields=${fields}`)).status).toBe(400);
});

test("An unset date is a row of zeros, an unset text null", async () => {
  const { body } = await get(`/employees/${planted.contractor}?fields=hireDate,terminationDate,middleName`);
  expect(body).toMatchObject({ hireDate: "0000-00-00", terminationDate: "0000-00-00", middleName: null });
});

test("A manager sees the hire date of somebody below and not of somebody else", async () => {
  const { employeeId } = planted.otherEmail;
  const below = await get(`/employees/${employeeId}?fields=hireDate,payRate`, "tomas");
  expect(Object.keys(below.body)).toEqual(["id", "hireDate"]);
  const other = await get(`/employees/${planted.rehire}?fields=hireDate`, "tomas");
  expect(Object.keys(other.body)).toEqual(["id"]);
});

test("A loop of managers ends", async () => {
  const [one, other] = planted.loop;
  const { body } = await get(`/employees/${one}?fields=reportsToId,hireDate`, "tomas");
  expect(body).toEqual({ id: one, reportsToId: other });
});

test("The directory has everybody who works here today, and later ones on demand", async () => {
  const now = (await get("/employees/directory", "leon")).body;
  const later = (await get("/employees/directory?onlyCurrent=false", "leon")).body;
  expect([now.employees.length, later.employees.length]).toEqual([412, 421]);
  expect(now.fields[0]).toEqual({ id: "displayName", type: "text", name: "Display Name" });
  expect(JSON.stringify(now.employees[0]).length).toBeGreaterThan(900);
  switches.directoryShared = false;
  expect((await get("/employees/directory", "leon")).status).toBe(403);
});

test("An update tells the person and what changed, against the specification", async () => {
  const { status, body } = await call("/v1/employees/0", {
    method: "POST",
    body: { mobilePhone: "555-0142" },
    as: "leon",
  });
  expect([status, body]).toEqual([
    200,
    {
      id: expect.any(String),
      firstName: "Leon",
      lastName: "Fischer",
      status: "Active",
      mobilePhone: "555-0142",
    },
  ]);
});

test("Fields that are not the caller's are skipped without a word, and 403 comes only where none is", async () => {
  const write = (body: unknown) => call("/v1/employees/0", { method: "POST", body, as: "leon" });
  expect((await write({ mobilePhone: "1", hireDate: "2001-01-01" })).status).toBe(200);
  expect((await get("/employees/0?fields=hireDate,mobilePhone", "leon")).body).toMatchObject({
    mobilePhone: "1",
    hireDate: expect.not.stringContaining("2001"),
  });
  expect((await write({ hireDate: "2001-01-01" })).status).toBe(403);
});

test("A value that cannot be is a conflict", async () => {
  const write = async (body: unknown) =>
    (await call(`/v1/employees/${planted.rehire}`, { method: "POST", body, as: "priya" })).status;
  expect(await write({ workEmail: "leon.fischer@halden.example" })).toBe(409);
  expect(await write({ birthDate: "31.12.1990" })).toBe(409);
  expect(await write({ department: "Nowhere" })).toBe(409);
});

test("Changing a field of a history adds a row", async () => {
  const path = `/employees/${planted.rehire}/tables/jobInfo`;
  const before = (await get(path)).body.length;
  await call(`/v1/employees/${planted.rehire}`, {
    method: "POST",
    body: { jobTitle: "Foreman" },
    as: "priya",
  });
  const rows = (await get(path)).body;
  expect([rows.length, rows[0].jobTitle, rows[0].date]).toEqual([before + 1, "Foreman", "2026-11-20"]);
});

test("A new employee comes with a Location in the older form and the id in the body", async () => {
  const body = { firstName: "New", lastName: "Person", hireDate: "2026-12-01", department: "Sales" };
  const create = (as: string) => call("/v1/employees", { method: "POST", body, as });
  const { status, headers, body: answer } = await create("priya");
  expect(status).toBe(201);
  expect(headers.get("location")).toBe(
    `https://api.bamboohr.com/api/gateway.php/halden/v1/employees/${answer.id}`,
  );
  expect((await get(`/employees/${answer.id}?fields=department&onlyCurrent=false`)).body.department).toBe(
    "Sales",
  );
  expect((await create("leon")).status).toBe(403);
});

test("Changes since a moment are told by person, and by table with all rows", async () => {
  await call("/v1/employees/0", { method: "POST", body: { mobilePhone: "1" }, as: "leon" });
  const { body } = await get("/employees/changed?since=2026-11-20T08:00:00Z&type=updated");
  const [entry] = Object.values(body.employees) as { id: string; action: string }[];
  expect([Object.keys(body.employees).length, entry?.action]).toEqual([1, "Updated"]);
  const tables = await get("/employees/changed/tables/jobInfo?since=2026-11-20T08:00:00Z");
  expect(tables.body.employees[entry?.id ?? ""].rows.length).toBeGreaterThan(0);
  expect((await get("/employees/changed")).status).toBe(400);
  expect((await get("/employees/changed/tables/nothing?since=2026-11-20T08:00:00Z")).status).toBe(404);
});
