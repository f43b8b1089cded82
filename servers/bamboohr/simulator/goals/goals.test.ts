import { afterEach, expect, test } from "vitest";
import { createTestAccount } from "../test-account.ts";

const { simulator, get, call } = createTestAccount();

afterEach(() => simulator.reset());

type Goal = { id: string; status: string; actions: Record<string, boolean>; percentComplete: number };
const base = "/performance/employees/0/goals";
const goals = async (filter = "", as = "tomas"): Promise<Goal[]> =>
  (await get(`${base}${filter && `?filter=${filter}`}`, as)).body.goals;

test("Goals come without closed ones unless asked for", async () => {
  const open = await goals();
  expect(open.length).toBeGreaterThan(0);
  expect(open.some(({ status }) => status === "closed")).toBe(false);
  expect((await goals("status-inProgress")).every(({ status }) => status === "in_progress")).toBe(true);
});

test("Progress is the owner's to set, and a hundred per cent completes the goal", async () => {
  const [goal] = (await goals("status-inProgress")).filter(({ actions }) => actions.canEditGoalProgressBar);
  const set = (percentComplete: number, as = "tomas") =>
    call(`/v1${base}/${goal?.id}/progress`, { method: "PUT", body: { percentComplete }, as });
  expect((await set(60)).body.goal).toMatchObject({ percentComplete: 60, status: "in_progress" });
  expect((await set(100)).body.goal.status).toBe("completed");
  expect((await set(200)).status).toBe(400);
  expect((await set(10, "leon")).status).toBe(404);
});

test("A comment is answered 201 with what it is, and deleted by its author", async () => {
  const [goal] = await goals();
  const path = `/v1${base}/${goal?.id}/comments`;
  const { status, body } = await call(path, { method: "POST", body: { text: "Good week" }, as: "tomas" });
  expect([status, body]).toEqual([
    201,
    {
      id: expect.any(String),
      authorUserId: expect.any(Number),
      createdAt: expect.any(String),
      text: "Good week",
      canEdit: true,
      canDelete: true,
    },
  ]);
  expect((await call(path, { as: "tomas" })).body.comments).toHaveLength(1);
  expect((await call(`${path}/${body.id}`, { method: "DELETE", as: "tomas" })).status).toBe(204);
  expect(simulator.snapshot()).toEqual({});
});

test("Goals of others are closed to a colleague", async () => {
  expect((await get("/performance/employees/2001/goals", "leon")).status).toBe(403);
});

test("Courses are an object by id, and an empty list for whoever has none", async () => {
  const found = await Promise.all(
    Array.from({ length: 40 }, (_, index) => get(`/training/record/employee/${2_101 + index}`)),
  );
  const shapes = new Set(found.map(({ body }) => (Array.isArray(body) ? "list" : "object")));
  expect([...shapes].sort()).toEqual(["list", "object"]);
});
