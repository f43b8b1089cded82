import { type Context, Hono } from "hono";
import { requireScope } from "../access/rights.ts";
import type { Account, Env, Session } from "../account.ts";
import type { RequestStatus, TimeOffRequest } from "../records.ts";
import { answer, empty } from "../wire/answer.ts";
import { forbidden, refused } from "../wire/errors.ts";
import { isDate, readObject } from "../wire/read-body.ts";
import { createRequest } from "./create-request.ts";
import { actionsOn, approved, isInTurn } from "./decide.ts";
import { showRequest } from "./show-request.ts";

/** Requests of the legacy generation: listed, made, decided. */
export function requestRoutes(account: Account) {
  return new Hono<Env>()
    .get("/time_off/requests", (c) => listRequests(c, account))
    .put("/employees/:id{\\d+}/time_off/request", (c) => createRequest(c, account))
    .put("/time_off/requests/:request{\\d+}/status", (c) => changeStatus(c, account));
}

function listRequests(c: Context<Env>, account: Account): Response {
  const session = c.get("session");
  requireScope(session, "time_off");
  const { start, end, action = "view", type, status, excludeNote, id } = c.req.query();
  if (!isDate(start) || !isDate(end)) throw refused(400, "start and end are required dates");
  if (!["view", "approve", "myRequests"].includes(action)) throw refused(400, "action is not valid");
  const types = type?.split(",");
  const statuses = status?.split(",");
  const shown = candidates(account, session, action, c.req.query("employeeId"))
    .filter((request) => request.start <= end && request.end >= start)
    .filter((request) => !id || request.id === id)
    .filter((request) => !types || types.includes(request.typeId))
    .filter((request) => !statuses || statuses.includes(request.status))
    .sort((a, b) => (a.start === b.start ? Number(a.id) - Number(b.id) : a.start < b.start ? -1 : 1))
    .map((request) => showRequest(account, session, request, !excludeNote));
  return answer(c, shown, "requests");
}

/** `employeeId=0`, which elsewhere means the caller, finds nobody here [reported]. */
function candidates(
  account: Account,
  session: Session,
  action: string,
  employeeId: string | undefined,
): TimeOffRequest[] {
  const { requests } = account.store;
  if (action === "myRequests") return session.user.employeeId ? requests.of(session.user.employeeId) : [];
  const all = employeeId ? requests.of(employeeId) : requests.all();
  return all.filter((request) =>
    action === "approve" ? isInTurn(session, request) : actionsOn(account, session, request).view,
  );
}

const statusWords: Record<string, RequestStatus> = {
  approved: "approved",
  denied: "denied",
  declined: "denied",
  canceled: "canceled",
  cancelled: "canceled",
};

/** Status 200 without a body [wire]. */
async function changeStatus(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, "time_off.write");
  const request = account.store.requests.get(c.req.param("request") ?? "");
  if (!request) throw refused(404, "Time off request not found");
  const { status, note } = await readObject(c);
  const wanted = statusWords[String(status)];
  if (!wanted) throw refused(400, "The status is not valid");
  const actions = actionsOn(account, session, request);
  const may = { approved: actions.approve, denied: actions.deny, canceled: actions.cancel }[
    wanted as "approved"
  ];
  if (!may) throw forbidden();
  decideRequest(account, session, request, wanted, typeof note === "string" ? note : null, actions.bypass);
  return empty(c);
}

/** Writes a decision down; an approval that is not the last leaves the request waiting for the next step. */
export function decideRequest(
  account: Account,
  session: Session,
  request: TimeOffRequest,
  status: RequestStatus,
  note: string | null,
  finishesAll: boolean,
): void {
  const steps = status === "approved" ? approved(session, request, finishesAll) : request.steps;
  const isWaiting = status === "approved" && steps.some(({ done }) => !done);
  account.store.requests.update(request.id, {
    status: isWaiting ? request.status : status,
    steps,
    changedOn: account.today,
    changedBy: session.user.id,
    ...(note !== null && { managerNote: note }),
  });
}
