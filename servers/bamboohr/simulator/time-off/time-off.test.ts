import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, get, call } = createTestAccount();
const { planted, switches } = simulator;
const window = "start=2026-11-01&end=2027-12-31";

afterEach(() => simulator.reset());

type Shown = { id: string; status: { status: string }; actions: Record<string, boolean> };
const requests = async (query: string, as?: string): Promise<Shown[]> =>
  (await get(`/time_off/requests?${window}&${query}`, as)).body;
const one = async (id: string, as?: string) => (await requests(`id=${id}`, as))[0];
const decide = (id: string, body: unknown, as: string) =>
  call(`/v1/time_off/requests/${id}/status`, { method: "PUT", body, as });
const ask = (body: object, as = "leon", id = "0") =>
  call(`/v1/employees/${id}/time_off/request`, { method: "PUT", body, as });

const twoDays = {
  status: "requested",
  start: "2026-12-21",
  end: "2026-12-22",
  timeOffTypeId: 78,
  dates: [
    { ymd: "2026-12-21", amount: 8 },
    { ymd: "2026-12-22", amount: "8" },
  ],
  notes: [{ from: "employee", note: "Family visit" }],
  previousRequest: null,
};

test("A request tells its ids and amounts as strings", async () => {
  expect(await one(planted.injections.requestId)).toMatchObject({
    id: planted.injections.requestId,
    employeeId: expect.stringMatching(/^\d+$/),
    status: { status: "requested", lastChangedByUserId: expect.stringMatching(/^\d+$/) },
    type: { id: "78", name: "Vacation", icon: "airplane" },
    amount: { unit: "hours", amount: "16" },
    notes: { employee: expect.stringContaining("SYSTEM") },
  });
  const [without] = await requests(`id=${planted.injections.requestId}&excludeNote=1`);
  expect(without).not.toHaveProperty("notes");
});

test("Start and end are needed, and the action must be known", async () => {
  expect((await get("/time_off/requests?start=2026-11-01")).status).toBe(400);
  expect((await get(`/time_off/requests?${window}&action=all`)).status).toBe(400);
});

test("Everybody sees their own and those below them, and HR sees all", async () => {
  const ids = async (as: string) => (await requests("status=requested", as)).map(({ id }) => id);
  expect(await ids("leon")).toEqual([]);
  const his = await ids("tomas");
  expect(his).toEqual(expect.arrayContaining(planted.waitingForManager.requestIds));
  expect(his.length).toBeLessThan(10);
  expect(await ids("priya")).toHaveLength(38);
});

test("To approve are only those whose turn it is the caller's; employee 0 finds nobody", async () => {
  const mine = (await requests("action=approve", "tomas")).map(({ id }) => id);
  expect(mine).toEqual(expect.arrayContaining(planted.waitingForManager.requestIds));
  expect(mine).not.toContain(planted.waitingForHr);
  expect((await requests("action=approve", "priya")).map(({ id }) => id)).toContain(planted.waitingForHr);
  expect(await requests("employeeId=0", "tomas")).toEqual([]);
});

test("A manager's approval ends the manager's step, and HR's the request; answers are empty", async () => {
  const [short = "", long = ""] = planted.waitingForManager.requestIds;
  const { status, text } = await decide(short, { status: "approved", note: "Have fun" }, "tomas");
  expect([status, text, (await one(short))?.status.status]).toEqual([200, "", "approved"]);
  await decide(long, { status: "approved" }, "tomas");
  expect((await one(long))?.status.status).toBe("requested");
  expect((await decide(long, { status: "approved" }, "tomas")).status).toBe(403);
  await decide(long, { status: "approved" }, "priya");
  expect((await one(long))?.status.status).toBe("approved");
});

test("An administrator ends all steps at once, out of turn", async () => {
  const [, long = ""] = planted.waitingForManager.requestIds;
  expect((await one(long, "priya"))?.actions).toMatchObject({ approve: true, bypass: true });
  await decide(long, { status: "approved" }, "priya");
  expect((await one(long))?.status.status).toBe("approved");
});

test("A denial may be spelt in two ways, and whoever is not asked decides nothing", async () => {
  const [first = "", second = ""] = planted.waitingForManager.requestIds;
  await decide(first, { status: "declined" }, "tomas");
  expect((await one(first))?.status.status).toBe("denied");
  expect((await decide(second, { status: "denied" }, "leon")).status).toBe(403);
  expect((await decide(second, { status: "perhaps" }, "tomas")).status).toBe(400);
  expect((await decide("1", { status: "denied" }, "tomas")).status).toBe(404);
});

test("A new request is told whole, with approvers, balance and an empty list of notes", async () => {
  const { status, headers, body } = await ask(twoDays);
  expect([status, headers.get("location")]).toEqual([
    201,
    `https://api.bamboohr.com/api/gateway.php/halden/v1/time_off/requests/${body.id}`,
  ]);
  expect(body).toMatchObject({
    status: { status: "requested" },
    dates: { "2026-12-21": "8", "2026-12-22": "8" },
    approvers: [
      { userId: expect.any(String), displayName: expect.any(String), employeeId: expect.any(String) },
    ],
    balanceOnDateOfRequest: expect.stringMatching(/^-?\d+\.\d\d$/),
    usedYearToDate: expect.stringMatching(/^\d+\.\d\d$/),
    notes: [],
    comments: [],
  });
  expect(await requests("action=myRequests&status=requested", "leon")).toHaveLength(1);
});

test("A request that says it is approved is recorded without asking anybody", async () => {
  const { body } = await ask({ ...twoDays, status: "approved" });
  expect((await one(body.id))?.status.status).toBe("approved");
});

test("A request in place of another one supersedes it", async () => {
  const first = (await ask(twoDays)).body.id;
  const second = await ask({ ...twoDays, previousRequest: Number(first) });
  expect([second.status, (await one(first))?.status.status]).toEqual([201, "superceded"]);
});

test.each([
  ["an unknown type", { timeOffTypeId: 999 }, 404],
  ["a type only HR enters", { timeOffTypeId: 83 }, 403],
  ["an end before its start", { end: "2026-12-01" }, 400],
  ["a day outside", { dates: [{ ymd: "2026-12-30", amount: 8 }] }, 400],
  ["no amount at all", { dates: undefined }, 400],
  ["somebody else's former request", { previousRequest: planted.overBalance }, 404],
])("A request with %s is refused", async (_, change, expected) => {
  expect((await ask({ ...twoDays, ...change })).status).toBe(expected);
  expect(simulator.snapshot()).toEqual({});
});

test("Nobody asks for somebody else, and people cancel their own", async () => {
  expect((await ask(twoDays, "leon", planted.rehire)).status).toBe(403);
  const { id } = (await ask(twoDays)).body;
  expect((await decide(id, { status: "canceled" }, "leon")).status).toBe(200);
  expect((await one(id))?.status.status).toBe("canceled");
});

test("Balances are texts, follow the day and the decisions, and unlimited types have none", async () => {
  const vacation = async (end: string) =>
    (await get(`/employees/0/time_off/calculator?end=${end}&precision=1`, "leon")).body;
  const [before, , , unlimited] = await vacation("2026-12-31");
  expect(before).toMatchObject({
    timeOffType: "78",
    units: "hours",
    policyType: "accruing",
    end: "2026-12-31",
  });
  expect(unlimited).toMatchObject({ policyType: "discretionary", balance: "0.0" });
  await ask({ ...twoDays, status: "approved" });
  const [after] = await vacation("2026-12-31");
  expect(Number(before.balance) - Number(after.balance)).toBe(16);
});

test("A balance of nobody is a problem under the plain JSON type", async () => {
  const { status, headers, body } = await get("/employees/999999/time_off/calculator");
  expect([status, headers.get("content-type"), body.code]).toEqual([
    404,
    "application/json",
    "EMPLOYEE_NOT_FOUND",
  ]);
});

test("An adjustment is HR's, not one's own, and moves the balance", async () => {
  const path = `/employees/${planted.rehire}/time_off`;
  const balance = async () => Number((await get(`${path}/calculator`)).body[0].balance);
  const adjust = (body: object, as: string, where = path) =>
    call(`/v1${where}/balance_adjustment`, { method: "PUT", body, as });
  const before = await balance();
  const body = { date: "2026-11-20", timeOffTypeId: 78, amount: -4, note: "Correction" };
  expect((await adjust(body, "priya")).status).toBe(201);
  expect(await balance()).toBe(before - 4);
  expect((await adjust(body, "priya", "/employees/0/time_off")).status).toBe(403);
  expect((await adjust({ ...body, timeOffTypeId: 81 }, "priya")).status).toBe(400);
});

test("Who is out shows people and holidays by day, never why", async () => {
  const { body } = await get("/time_off/whos_out", "leon");
  const away = body.find(
    ({ employeeId }: { employeeId?: number }) => String(employeeId) === planted.awayManager.employeeId,
  );
  expect(Object.keys(away)).toEqual(["id", "type", "employeeId", "name", "start", "end"]);
  expect(body.filter(({ type }: { type: string }) => type === "holiday")).toHaveLength(2);
  const starts = body.map(({ start }: { start: string }) => start);
  expect(starts).toEqual([...starts].sort());
  switches.whosOutShared = false;
  expect((await get("/time_off/whos_out", "leon")).status).toBe(403);
});

test("Types are all or the requestable ones, with ids as strings; policies have numbers", async () => {
  const types = async (query = "") => (await get(`/meta/time_off/types${query}`, "leon")).body.timeOffTypes;
  expect([(await types()).length, (await types("?mode=request")).length]).toEqual([6, 5]);
  expect((await types())[0].id).toBe("78");
  expect((await get("/meta/time_off/policies")).body).toHaveLength(5);
  const assigned = async (version: string) =>
    (await call(`/${version}/employees/0/time_off/policies`, { as: "leon" })).body.length;
  expect([await assigned("v1"), await assigned("v1_1")]).toEqual([2, 4]);
});

test("An account may have only one of the two generations", async () => {
  switches.timeOff = "legacy";
  expect((await get("/time-off/requests")).status).toBe(404);
  switches.timeOff = "new";
  expect((await get("/time-off/requests")).status).toBe(200);
  expect((await get(`/time_off/requests?${window}`)).status).toBe(404);
});

test("The new generation creates, replaces, decides and cancels", async () => {
  const send = (method: string, path: string, body?: unknown, as = "leon") =>
    call(`/v1/time-off/requests${path}`, { method, as, ...(body === undefined ? {} : { body }) });
  const own = (await get("/employees/0", "leon")).body.id;
  const asked = {
    employeeId: own,
    categoryId: "78",
    startDate: "2026-12-21",
    endDate: "2026-12-22",
    amount: 16,
  };
  expect((await send("POST", "", { ...asked, dailyAmounts: [] })).status).toBe(422);
  const created = await send("POST", "", asked);
  expect([created.status, created.body.status]).toEqual([201, "REQUESTED"]);
  const replaced = await send("PATCH", `/${created.body.id}`, { endDate: "2026-12-21", amount: 8 });
  expect(replaced.body.id).not.toBe(created.body.id);
  const gone = await send("GET", `/${created.body.id}`);
  expect([gone.status, gone.headers.get("content-type")]).toEqual([410, "application/problem+json"]);
  const path = `/${replaced.body.id}`;
  expect((await send("POST", `${path}/approvals`, {})).status).toBe(403);
  expect((await send("POST", `${path}/denials`, { managerNote: "No" }, "priya")).status).toBe(204);
  expect((await send("POST", `${path}/approvals`, {}, "priya")).status).toBe(409);
  const listed = await get(`/time-off/requests?filter=status eq 'DENIED' and employeeId eq '${own}'`, "leon");
  expect(listed.body.data.map(({ id }: { id: string }) => id)).toContain(replaced.body.id);
  expect((await send("POST", `${path}/cancellations`)).status).toBe(409);
});
