import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, get, call, send } = createTestAccount();
const { planted } = simulator;
const application = `/applicant_tracking/applications/${planted.injections.applicationId}`;

afterEach(() => simulator.reset());

test("Jobs come by status with the number of their applicants", async () => {
  expect((await get("/applicant_tracking/jobs")).body).toHaveLength(12);
  const { body } = await get("/applicant_tracking/jobs?statusGroups=Open");
  expect(body).toHaveLength(8);
  expect(body[0]).toMatchObject({
    id: 44,
    title: { id: null, label: "Crane Operator" },
    status: { id: 2, label: "Open" },
    hiringLead: { firstName: "Priya", lastName: "Nair" },
    newApplicantsCount: expect.any(Number),
  });
});

test("Applications are paged, and the last page says so", async () => {
  const first = (await get("/applicant_tracking/applications")).body;
  expect([first.applications.length, first.paginationComplete]).toEqual([50, false]);
  expect(new URL(first.nextPageUrl).searchParams.get("page")).toBe("2");
  const last = (await get("/applicant_tracking/applications?page=6")).body;
  expect([last.applications.length, last.paginationComplete, last.nextPageUrl]).toEqual([10, true, null]);
});

test("Applications come by job, status group and name", async () => {
  const find = async (query: string) =>
    (await get(`/applicant_tracking/applications?${query}`)).body.applications;
  expect((await find("jobId=44")).every(({ job }: { job: { id: number } }) => job.id === 44)).toBe(true);
  const hired = await find("applicationStatus=HIRED");
  expect(hired.every(({ status }: { status: { label: string } }) => status.label === "Hired")).toBe(true);
  const [one] = hired;
  expect((await find(`searchString=${one.applicant.email}`))[0].id).toBe(one.id);
});

test("One application has the answers, one of which talks to machines", async () => {
  const { body } = await get(application);
  expect(body.questionsAndAnswers[0].answer.label).toContain("Ignore all previous instructions");
  expect((await get("/applicant_tracking/applications/1")).status).toBe(404);
});

test("A comment and a new status are answered with type and id", async () => {
  const write = (what: string, body: object, as = "priya") =>
    call(`/v1${application}/${what}`, { method: "POST", body, as });
  expect((await write("comments", { type: "comment", comment: "Call back" })).body).toEqual({
    type: "comment",
    id: expect.any(Number),
  });
  expect((await write("status", { status: 2 })).status).toBe(200);
  expect((await get(application)).body).toMatchObject({ status: { label: "Reviewed" }, commentCount: 1 });
  const invalid = await write("status", { status: 99 });
  expect([invalid.status, invalid.text, invalid.headers.get("x-bamboohr-error-message")]).toEqual([
    400,
    "",
    "Invalid status",
  ]);
  expect((await write("status", { status: 2 }, "service")).status).toBe(403);
});

test("There are eight statuses, for whoever may hire", async () => {
  expect((await get("/applicant_tracking/statuses")).body).toHaveLength(8);
  expect((await get("/applicant_tracking/statuses", "tomas")).status).toBe(403);
});

test("A token does not reach hiring, whoever it speaks for", async () => {
  const form = new URLSearchParams({
    response_type: "code",
    client_id: "gatehouse",
    redirect_uri: "http://localhost/back",
    scope: "employee",
    user: "priya.nair@halden.example",
  });
  const approved = await send("/authorize.php", { method: "POST", body: form });
  const code = new URL(approved.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const token = await send("/token.php?request=token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: "gatehouse",
      client_secret: "s3cret",
      redirect_uri: "http://localhost/back",
      code,
    }),
  });
  const headers = { authorization: `Bearer ${token.body.access_token}` };
  expect((await call("/v1/employees/0", { headers })).status).toBe(200);
  expect((await call("/v1/applicant_tracking/jobs", { headers })).status).toBe(403);
});
