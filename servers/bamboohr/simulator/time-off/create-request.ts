import type { Context } from "hono";
import { z } from "zod";
import { isAdministrator } from "../access/access-levels.ts";
import { accessTo, personAt, userOf } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { displayName, managerIdOf } from "../people/person-view.ts";
import type { Employee, TimeOffRequest } from "../records.ts";
import { json, locationOf } from "../wire/answer.ts";
import { forbidden, refused } from "../wire/errors.ts";
import { readShape } from "../wire/read-body.ts";
import { firstStepsOf } from "./approval-steps.ts";
import { balanceOn, usedYearToDate } from "./balances.ts";
import { showRequest } from "./show-request.ts";
import { timeOffPolicies, typeById } from "./time-off-types.ts";

const amount = z.union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)]).transform(Number);

const shape = z.object({
  status: z.enum(["approved", "denied", "declined", "requested"]),
  start: z.iso.date(),
  end: z.iso.date(),
  timeOffTypeId: z.union([z.number(), z.string()]).transform(String),
  amount: amount.optional(),
  dates: z.array(z.object({ ymd: z.iso.date(), amount })).optional(),
  notes: z.array(z.object({ from: z.enum(["employee", "manager"]), note: z.string() })).optional(),
  previousRequest: z.union([z.number(), z.string()]).transform(String).nullish(),
});

type Asked = z.infer<typeof shape>;

/** Status 201 with the whole request in the body [wire]. A request that says it is approved is recorded so, and nobody is asked. */
export async function createRequest(c: Context<Env>, account: Account): Promise<Response> {
  const { store, subdomain } = account;
  const session = c.get("session");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const asked = await readShape(c, shape);
  const type = typeById(asked.timeOffTypeId);
  if (!type) throw refused(404, "Time off type not found");
  const isOwn = employee.id === session.user.employeeId;
  const isAdmin = isAdministrator(session.user.level);
  if (!accessTo(account, session, employee.id).edits("timeOff")) throw forbidden();
  if (!type.isRequestable && !(isAdmin && !isOwn)) throw forbidden();
  const id = addRequest(account, session.user.id, employee, asked);
  c.header("location", locationOf(subdomain, `/time_off/requests/${id}`));
  const request = store.requests.get(id) as TimeOffRequest;
  const policy = timeOffPolicies.find(({ typeId }) => typeId === request.typeId);
  const balance = policy ? balanceOn(account, employee.id, policy, request.start) : 0;
  return json(
    c,
    {
      ...showRequest(account, session, request, false),
      approvers: approversOf(account, request),
      balanceOnDateOfRequest: balance.toFixed(2),
      usedYearToDate: usedYearToDate(store, employee.id, request.typeId, account.today).toFixed(2),
      notes: [],
      comments: request.comments,
    },
    201,
  );
}

/** Writes a new request down; the one it replaces becomes `superceded`, which is how BambooHR spells it. */
export function addRequest(
  account: Account,
  userId: string,
  employee: Employee,
  asked: Asked,
  now = account.today,
): string {
  const { store } = account;
  const dates = datesOf(asked);
  const id = store.requests.nextId();
  const former = asked.previousRequest ? store.requests.get(asked.previousRequest) : undefined;
  if (asked.previousRequest && former?.employeeId !== employee.id)
    throw refused(404, "Previous request not found");
  const noteOf = (from: string) => asked.notes?.find((note) => note.from === from)?.note ?? null;
  const status = asked.status === "declined" ? "denied" : asked.status;
  const steps = firstStepsOf(managerIdOf(store, employee.id, account.today), Object.keys(dates).length);
  store.requests.add({
    id,
    employeeId: employee.id,
    typeId: asked.timeOffTypeId,
    start: asked.start,
    end: asked.end,
    created: now,
    status,
    changedOn: now,
    changedBy: userId,
    dates,
    employeeNote: noteOf("employee"),
    managerNote: noteOf("manager"),
    steps: steps.map((step) => ({ ...step, done: status !== "requested" })),
    comments: [],
    replacedBy: null,
  });
  if (former) store.requests.update(former.id, { status: "superceded", replacedBy: id, changedOn: now });
  return id;
}

function datesOf({ start, end, dates, amount: total }: Asked): Record<string, number> {
  if (start > end) throw refused(400, "The start lies after the end");
  if (dates?.some(({ ymd }) => ymd < start || ymd > end))
    throw refused(400, "A date lies outside of the request");
  if (dates && dates.length > 0) return Object.fromEntries(dates.map(({ ymd, amount: each }) => [ymd, each]));
  if (total === undefined) throw refused(400, "Either amount or dates is needed");
  // Without amounts per day everything counts on the first [open].
  return { [start]: total };
}

function approversOf({ store }: Account, request: TimeOffRequest) {
  return request.steps.flatMap(({ approver }) => {
    const users =
      approver === "hr"
        ? store.users.all().filter(({ level }) => isAdministrator(level))
        : [userOf(store, approver)];
    return users.flatMap((user) => {
      const employee = user?.employeeId ? store.employees.get(user.employeeId) : undefined;
      if (!user || !employee) return [];
      return [
        { userId: user.id, displayName: displayName(employee), employeeId: employee.id, photoUrl: null },
      ];
    });
  });
}
