import { type Context, Hono } from "hono";
import { z } from "zod";
import { accessTo, personAt, requireScope } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { answer, empty, json } from "../wire/answer.ts";
import { BambooError, forbidden, refused } from "../wire/errors.ts";
import { isDate, readObject, readShape } from "../wire/read-body.ts";
import { balanceOn, usedYearToDate } from "./balances.ts";
import { policyById, typeById } from "./time-off-types.ts";

const adjustment = z.object({
  date: z.iso.date(),
  timeOffTypeId: z.union([z.number(), z.string()]).transform(String),
  amount: z.number(),
  note: z.string().optional(),
});

/** Balances, their adjustments, and which policies apply to a person. */
export function balanceRoutes(account: Account) {
  return new Hono<Env>()
    .get("/employees/:id{\\d+}/time_off/calculator", (c) => calculate(c, account))
    .get("/employees/:id{\\d+}/time_off/policies", (c) => json(c, policiesOf(c, account, false)))
    .put("/employees/:id{\\d+}/time_off/policies", (c) => assignPolicies(c, account))
    .put("/employees/:id{\\d+}/time_off/balance_adjustment", (c) => adjust(c, account))
    .put("/employees/:id{\\d+}/time_off/history", (c) => addHistory(c, account));
}

/** The newer form also tells manual and unlimited policies. */
export function newerPolicyRoutes(account: Account) {
  return new Hono<Env>()
    .get("/employees/:id{\\d+}/time_off/policies", (c) => json(c, policiesOf(c, account, true)))
    .put("/employees/:id{\\d+}/time_off/policies", (c) => assignPolicies(c, account));
}

function visiblePerson(c: Context<Env>, account: Account) {
  const session = c.get("session");
  requireScope(session, "time_off");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  if (!accessTo(account, session, employee.id).sees("timeOff")) throw forbidden();
  return employee;
}

function editablePerson(c: Context<Env>, account: Account) {
  const session = c.get("session");
  requireScope(session, "time_off.write");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const isOwn = employee.id === session.user.employeeId;
  if (isOwn || !accessTo(account, session, employee.id).edits("timeOff")) throw forbidden();
  return employee;
}

/** Balances are texts and may be negative; a person who is not there gets a problem under the plain JSON type, unlike elsewhere. */
function calculate(c: Context<Env>, account: Account): Response {
  const { store, today } = account;
  const id = c.req.param("id") ?? "";
  if (id !== "0" && !store.employees.get(id)) {
    throw new BambooError(404, "problem", "Employee not found.", {
      code: "EMPLOYEE_NOT_FOUND",
      headers: { "content-type": "application/json" },
    });
  }
  const employee = visiblePerson(c, account);
  const end = c.req.query("end") ?? today;
  if (!isDate(end)) throw refused(400, "end is not a date");
  const precision = Math.min(4, Math.max(0, Number(c.req.query("precision") ?? 2) || 0));
  const balances = store.assignments.of(employee.id).flatMap(({ policyId }) => {
    const policy = policyById(policyId);
    const type = policy && typeById(policy.typeId);
    if (!policy || !type) return [];
    return [
      {
        timeOffType: type.id,
        name: type.name,
        units: type.units,
        balance: balanceOn(account, employee.id, policy, end).toFixed(precision),
        end,
        policyType: policy.type,
        usedYearToDate: usedYearToDate(store, employee.id, type.id, end).toFixed(precision),
      },
    ];
  });
  return answer(c, balances, "estimates");
}

function policiesOf(c: Context<Env>, account: Account, all: boolean) {
  const employee = visiblePerson(c, account);
  return account.store.assignments.of(employee.id).flatMap(({ policyId, accrualStartDate }) => {
    const policy = policyById(policyId);
    if (!policy || (!all && policy.type !== "accruing")) return [];
    return [{ timeOffPolicyId: Number(policy.id), timeOffTypeId: Number(policy.typeId), accrualStartDate }];
  });
}

/** Takes the new assignments in place of those of the same types, and answers all of them. */
async function assignPolicies(c: Context<Env>, account: Account): Promise<Response> {
  const employee = editablePerson(c, account);
  const list = z
    .array(z.object({ timeOffPolicyId: z.coerce.string(), accrualStartDate: z.iso.date().nullish() }))
    .safeParse(await c.req.json().catch(() => undefined));
  if (!list.success) throw refused(400, "Malformed JSON");
  const { assignments } = account.store;
  for (const { timeOffPolicyId, accrualStartDate = null } of list.data) {
    const policy = policyById(timeOffPolicyId);
    if (!policy) throw refused(400, "Unknown policy");
    const former = assignments
      .of(employee.id)
      .filter(({ policyId }) => policyById(policyId)?.typeId === policy.typeId);
    for (const { id } of former) assignments.remove(id);
    const id = assignments.nextId();
    assignments.add({ id, employeeId: employee.id, policyId: policy.id, accrualStartDate });
  }
  return json(c, policiesOf(c, account, true));
}

async function adjust(c: Context<Env>, account: Account): Promise<Response> {
  const employee = editablePerson(c, account);
  const { date, timeOffTypeId, amount, note = "" } = await readShape(c, adjustment);
  const policies = account.store.assignments.of(employee.id).map(({ policyId }) => policyById(policyId));
  const policy = policies.find((each) => each?.typeId === timeOffTypeId);
  if (!policy || policy.type === "discretionary") throw refused(400, "The type has no balance to adjust");
  const { adjustments } = account.store;
  const id = adjustments.nextId();
  adjustments.add({ id, employeeId: employee.id, typeId: timeOffTypeId, date, amount, note });
  return empty(c, 201);
}

/** Only `override`, which is an adjustment, and `used` for an approved request; a second one for the same request is a conflict. */
async function addHistory(c: Context<Env>, account: Account): Promise<Response> {
  const employee = editablePerson(c, account);
  const { eventType = "used", timeOffRequestId } = await readObject(c);
  if (eventType !== "used") throw refused(400, "Send an adjustment to balance_adjustment");
  const request = account.store.requests.get(String(timeOffRequestId));
  if (request?.employeeId !== employee.id || request.status !== "approved")
    throw refused(400, "An approved request is needed");
  throw refused(409, "The history already has an item of this request");
}
