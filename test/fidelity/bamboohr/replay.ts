import { serviceUserEmail, simulateBambooHr } from "@gatehouse/bamboohr/simulator";
import { serveSimulator } from "@gatehouse/simulator";
import type { Recorder } from "../recorder.ts";

const key = "fidelity-key";
/** As the recording asked for it. */
const REPORT = {
  title: "Fidelity",
  filters: {},
  fields: [
    ...[
      "displayName",
      "firstName",
      "lastName",
      "preferredName",
      "gender",
      "jobTitle",
      "workPhone",
      "mobilePhone",
    ],
    ...["workEmail", "department", "location", "division", "linkedIn", "instagram", "pronouns", "supervisor"],
    ...[
      "workPhoneExtension",
      "photoUploaded",
      "photoUrl",
      "status",
      "employeeNumber",
      "employmentHistoryStatus",
    ],
    ...["terminationDate", "hireDate"],
  ],
};

type Ask = (path: string, options?: { as?: string; method?: string; body?: object }) => Promise<Response>;

/** What recordings asked, and what is known to be answered otherwise than the vendor's document says. */
export async function replayBambooHr(recorder: Recorder): Promise<void> {
  const simulator = simulateBambooHr({
    apiKeys: [
      { key, user: serviceUserEmail },
      { key: "own", user: "priya.nair@halden.example" },
    ],
  });
  const { url, close } = await serveSimulator({ app: recorder.around(simulator.app) });
  recorder.as("replay");
  const ask: Ask = (path, { as = key, body, method = body ? "POST" : "GET" } = {}) =>
    fetch(`${url}/api/${path}`, {
      method,
      headers: {
        accept: "application/json",
        authorization: `Basic ${Buffer.from(`${as}:x`).toString("base64")}`,
        ...(body && { "content-type": "application/json" }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  await replayRecordings(ask);
  await readAround(ask);
  await writeAsHr(ask);
  await close();
}

/** In the older form of the address that recordings show: with a good key, a wrong one, and an employee that is not there. */
async function replayRecordings(ask: Ask): Promise<void> {
  const old = "gateway.php/halden/v1";
  await ask(`${old}/employees/0`, { as: "own" });
  await ask(`${old}/employees/0`, { as: "wrong" });
  await ask(`${old}/employees/999999`);
  await ask(`${old}/meta/users`);
  await ask(`${old}/files/view`);
  const people = (await (await ask(`${old}/employees/directory`)).json()) as { employees: { id: string }[] };
  for (const { id } of people.employees.slice(0, 5)) await ask(`${old}/employees/${id}/files/view`);
  for (const { id } of people.employees.slice(-20)) await ask(`v1/training/record/employee/${id}`);
  await ask(`${old}/reports/custom?format=json&onlyCurrent=false`, { body: REPORT });
}

async function readAround(ask: Ask): Promise<void> {
  const { id } = (await (await ask("v1/employees/0", { as: "own" })).json()) as { id: string };
  const ofPerson = ["time_off/policies", "files/view", "tables/jobInfo", "tables/compensation"];
  for (const tail of ofPerson) await ask(`v1/employees/${id}/${tail}`);
  await ask(`v1/performance/employees/${id}/goals`);
  for (const name of ["lists", "tables", "time_off/policies"]) await ask(`v1/meta/${name}`);
  await ask("v1/employees/changed?since=2026-11-01T00:00:00Z");
  await ask("v1/employees/changed/tables/jobInfo?since=2026-11-01T00:00:00Z");
  for (const name of ["jobs", "statuses"]) await ask(`v1/applicant_tracking/${name}`);
  await ask("v1_2/datasets");
  await ask("v1_2/datasets/employee/field-options", { body: { fields: ["department"] } });
}

async function writeAsHr(ask: Ask): Promise<void> {
  const as = "own";
  const made = await ask("v1/employees", { as, body: { firstName: "Fidelity", lastName: "Check" } });
  const { id } = (await made.json()) as { id: string };
  await ask(`v1/employees/${id}`, { as, body: { mobilePhone: "555-0142" } });
  const row = { date: "2026-12-01", department: "Finance" };
  await ask(`v1/employees/${id}/tables/jobInfo`, { as, body: row });
  const leave = {
    status: "requested",
    start: "2026-12-21",
    end: "2026-12-22",
    timeOffTypeId: 78,
    amount: 16,
  };
  const asked = await ask(`v1/employees/${id}/time_off/request`, { as, method: "PUT", body: leave });
  const request = (await asked.json()) as { id: string };
  await ask(`v1/time_off/requests/${request.id}/status`, { as, method: "PUT", body: { status: "canceled" } });
}
