import { expect, test } from "vitest";
import { serviceUserEmail } from "../seed/seed-users.ts";
import { createTestAccount } from "../test-account.ts";

const { simulator, call, get } = createTestAccount();
const { planted } = simulator;

test("Fields are many, and only some have an alias", async () => {
  const { body } = await get("/meta/fields");
  const named = body.filter(({ alias }: { alias?: string }) => alias);
  expect([body.length, named.length]).toEqual([634, 114]);
  expect(body.find(({ alias }: { alias?: string }) => alias === planted.disguisedField)).toMatchObject({
    name: "Badge reference",
    type: "text",
  });
});

test("Ids of lists are numbers, and archived options stay", async () => {
  const { body } = await get("/meta/lists");
  const department = body.find(({ alias }: { alias: string }) => alias === "department");
  expect(typeof department.fieldId).toBe("number");
  expect(department.options.at(-1)).toMatchObject({
    name: planted.archivedDepartment.name,
    archived: "yes",
    archivedDate: "2024-06-30",
  });
});

test("Tables name their columns, custom ones too", async () => {
  const { body } = await get("/meta/tables");
  expect(body.map(({ alias }: { alias: string }) => alias)).toEqual([
    "jobInfo",
    "employmentStatus",
    "compensation",
    "emergencyContacts",
    "employeeEducation",
    "customCertifications",
    "customAssignedEquipment",
    "customSafetyTraining",
  ]);
  expect(body[0].fields[0]).toEqual({
    id: expect.any(Number),
    name: "Effective Date",
    alias: "date",
    type: "date",
  });
});

test("Users are an object by id, for administrators only, and can be asked for by status", async () => {
  const { body } = await get("/meta/users");
  const [id, user] = Object.entries(body)[0] as [string, Record<string, unknown>];
  expect(user).toEqual({
    id: Number(id),
    employeeId: expect.any(Number),
    firstName: expect.any(String),
    lastName: expect.any(String),
    email: expect.stringContaining("@"),
    status: "enabled",
    lastLogin: expect.stringMatching(/T12:00:00\+00:00$/),
  });
  expect(Object.keys((await get("/meta/users?status=disabled")).body)).toHaveLength(1);
  expect((await get("/meta/users", "tomas")).status).toBe(403);
});

test("The account of nobody names employee 0 in JSON and none in XML", async () => {
  const { body } = await get("/meta/users");
  const users = Object.values(body) as { email: string; employeeId: number }[];
  expect(users.filter(({ employeeId }) => employeeId === 0).map(({ email }) => email)).toEqual([
    serviceUserEmail,
  ]);
  const { text } = await call("/v1/meta/users", { headers: { accept: "application/xml" } });
  expect(text).not.toContain('employeeId="0"');
  expect(text).toMatch(/<user id="\d+">/);
});
