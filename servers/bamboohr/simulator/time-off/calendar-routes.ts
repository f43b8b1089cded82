import { addDays } from "@gatehouse/demo";
import { type Context, Hono } from "hono";
import { requireScope } from "../access/rights.ts";
import type { Account, Env, Session } from "../account.ts";
import { displayName, managerIdOf } from "../people/person-view.ts";
import { answer } from "../wire/answer.ts";
import { refused } from "../wire/errors.ts";
import { isDate } from "../wire/read-body.ts";
import { timeOffPolicies, timeOffTypes } from "./time-off-types.ts";

const daysShown = 14;

/** Who is out, and which types and policies there are. */
export function calendarRoutes(account: Account) {
  return new Hono<Env>()
    .get("/time_off/whos_out", (c) => answer(c, whosOut(c, account), "calendar"))
    .get("/meta/time_off/types", (c) => {
      const session = c.get("session");
      requireScope(session, "time_off");
      const isMine = c.req.query("mode") === "request";
      return answer(c, { timeOffTypes: types(session, isMine), defaultHours }, "types");
    })
    .get("/meta/time_off/policies", (c) => {
      requireScope(c.get("session"), "time_off");
      const policies = timeOffPolicies
        .map(({ id, typeId, name, effectiveDate, type }) => ({
          id: Number(id),
          timeOffTypeId: Number(typeId),
          name,
          effectiveDate,
          type,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return answer(c, policies, "policies");
    });
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const defaultHours = weekdays.map((name, day) => ({ name, amount: day % 6 === 0 ? "0" : "8" }));

/** The id is a string, against the specification [wire]. */
const types = ({ user }: Session, isMine: boolean) =>
  timeOffTypes
    .filter(({ isRequestable }) => !isMine || (isRequestable && user.employeeId !== null))
    .map(({ id, name, units, color, icon }) => ({ id, name, units, color, icon, source: "internal" }));

/** Everybody sees who is out and never why; by default from today for two weeks. */
export function whosOut(c: Context<Env>, account: Account) {
  const { store, today, switches } = account;
  const session = c.get("session");
  requireScope(session, "time_off");
  if (!switches.whosOutShared) throw refused(403, "The feature is disabled");
  const start = c.req.query("start") ?? today;
  const end = c.req.query("end") ?? addDays(isDate(start) ? start : today, daysShown);
  if (!isDate(start) || !isDate(end)) throw refused(400, "start and end must be dates");
  const isMine = c.req.query("directReportsOnly") === "true";
  const away = store.requests.all().flatMap((request) => {
    const employee = store.employees.get(request.employeeId);
    const isOut = request.status === "approved" && request.start <= end && request.end >= start;
    if (!isOut || employee?.status !== "Active") return [];
    if (isMine && managerIdOf(store, employee.id, today) !== session.user.employeeId) return [];
    return [
      {
        id: Number(request.id),
        type: "timeOff",
        employeeId: Number(employee.id),
        name: displayName(employee),
        start: request.start,
        end: request.end,
      },
    ];
  });
  const holidays = store.holidays
    .all()
    .filter(({ date }) => date >= start && date <= end)
    .map(({ id, name, date }) => ({ id: Number(id), type: "holiday", name, start: date, end: date }));
  return [...away, ...holidays].sort((a, b) =>
    a.start < b.start ? -1 : a.start > b.start ? 1 : a.id - b.id,
  );
}
