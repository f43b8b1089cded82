import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Access, accessTo, personAt, requireScope } from "../access/rights.ts";
import { type Account, type Env, momentOf, type Session } from "../account.ts";
import type { Employee, Goal, GoalComment } from "../records.ts";
import { empty, json } from "../wire/answer.ts";
import { forbidden, refused } from "../wire/errors.ts";
import { readShape } from "../wire/read-body.ts";

const goalsMaximum = 50;
const base = "/performance/employees/:id{\\d+}/goals";

const filters: Record<string, Goal["status"][]> = {
  "status-inProgress": ["in_progress"],
  "status-completed": ["completed"],
  "status-closed": ["closed"],
  "status-all": ["in_progress", "completed", "closed"],
};

/** Goals of a person: listed, moved on, commented. */
export function goalRoutes(account: Account) {
  return new Hono<Env>()
    .get(base, (c) => {
      const { session, employee, access } = personOf(c, account);
      const wanted = filters[c.req.query("filter") ?? ""] ?? ["in_progress", "completed"];
      const goals = account.store.goals
        .of(employee.id)
        .filter(({ status }) => wanted.includes(status))
        .slice(0, goalsMaximum)
        .map((goal) => show(goal, access, session));
      return json(c, { goals });
    })
    .put(`${base}/:goal/progress`, (c) => changeProgress(c, account))
    .get(`${base}/:goal/comments`, (c) => {
      const { goal, session } = goalOf(c, account);
      const comments = account.store.goalComments.of(goal.id).map((comment) => showComment(comment, session));
      return json(c, { comments });
    })
    .post(`${base}/:goal/comments`, (c) => addComment(c, account))
    .delete(`${base}/:goal/comments/:comment`, (c) => {
      const { goal, session } = goalOf(c, account);
      const comment = account.store.goalComments.get(c.req.param("comment"));
      if (comment?.goalId !== goal.id) throw refused(404, "Comment not found");
      if (comment.authorUserId !== session.user.id) throw forbidden();
      account.store.goalComments.remove(comment.id);
      return empty(c, 204);
    });
}

type Person = { session: Session; employee: Employee; access: Access };

function personOf(c: Context<Env>, account: Account): Person {
  const session = c.get("session");
  requireScope(session, "goal");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const access = accessTo(account, session, employee.id);
  if (!access.sees("goals")) throw forbidden();
  return { session, employee, access };
}

function goalOf(c: Context<Env>, account: Account): Person & { goal: Goal } {
  const person = personOf(c, account);
  const goal = account.store.goals.get(c.req.param("goal") ?? "");
  if (goal?.employeeId !== person.employee.id) throw refused(404, "Goal not found");
  return { ...person, goal };
}

function show(goal: Goal, access: Access, { user }: Session): Record<string, unknown> {
  const mayEdit = access.edits("goals") && goal.status === "in_progress";
  const hasMilestones = goal.milestones.length > 0;
  return {
    id: goal.id,
    title: goal.title,
    description: goal.description,
    percentComplete: goal.percentComplete,
    alignsWithOptionId: null,
    sharedWithEmployeeIds: [Number(goal.employeeId)],
    dueDate: goal.dueDate,
    completionDate: goal.completionDate,
    lastChangedDateTime: goal.lastChangedDateTime,
    status: goal.status,
    milestones: goal.milestones.map(({ id, title, isDone }) => ({
      id,
      employeeGoalId: Number(goal.id),
      title,
      currentValue: null,
      startValue: null,
      endValue: null,
      completedDateTime: isDone ? goal.lastChangedDateTime : "",
      lastUpdateDateTime: goal.lastChangedDateTime,
      lastUpdateUserId: Number(user.id),
    })),
    actions: {
      canEditGoalProgressBar: mayEdit && !hasMilestones,
      canEditGoalMilestoneProgressBar: mayEdit && hasMilestones,
    },
  };
}

const progress = z.object({
  percentComplete: z.int().min(0).max(100),
  completionDate: z.iso.date().nullish(),
});

async function changeProgress(c: Context<Env>, account: Account): Promise<Response> {
  const { goal, access, session } = goalOf(c, account);
  requireScope(session, "goal.write");
  if (!access.edits("goals")) throw forbidden();
  const { percentComplete, completionDate = null } = await readShape(c, progress);
  if (goal.milestones.length > 0 || goal.status === "closed")
    throw refused(400, "The progress of this goal cannot be set");
  account.store.goals.update(goal.id, {
    percentComplete,
    completionDate,
    status: percentComplete === 100 ? "completed" : "in_progress",
    lastChangedDateTime: momentOf(account.now()).slice(0, 19).replace("T", " "),
  });
  return json(c, { goal: show(account.store.goals.get(goal.id) as Goal, access, session) });
}

async function addComment(c: Context<Env>, account: Account): Promise<Response> {
  const { goal, session, access } = goalOf(c, account);
  requireScope(session, "goal.write");
  if (!access.edits("goals")) throw forbidden();
  const { text } = await readShape(c, z.object({ text: z.string().min(1) }));
  const { goalComments } = account.store;
  const id = goalComments.nextId();
  const comment = {
    id,
    goalId: goal.id,
    authorUserId: session.user.id,
    createdAt: momentOf(account.now()),
    text,
  };
  goalComments.add(comment);
  return json(c, showComment(comment, session), 201);
}

const showComment = ({ id, authorUserId, createdAt, text }: GoalComment, { user }: Session) => ({
  id,
  authorUserId: Number(authorUserId),
  createdAt,
  text,
  canEdit: authorUserId === user.id,
  canDelete: authorUserId === user.id,
});
