import { type Context, Hono } from "hono";
import { z } from "zod";
import { accessTo, personAt, requireScope } from "../access/rights.ts";
import { type Account, type Env, momentOf } from "../account.ts";
import type { TimeOffRequest } from "../records.ts";
import { empty, json } from "../wire/answer.ts";
import { problem } from "../wire/errors.ts";
import { readShape } from "../wire/read-body.ts";
import { whosOut } from "./calendar-routes.ts";
import { addRequest } from "./create-request.ts";
import { actionsOn } from "./decide.ts";
import { listNewRequests, showNewRequest } from "./new-request-list.ts";
import { decideRequest } from "./request-routes.ts";
import { typeById } from "./time-off-types.ts";

const writeScopes = ["time_off:requests.write", "time_off.write"];

const daily = z.array(z.object({ date: z.iso.date(), amount: z.number() }));
const times = {
  startDate: z.iso.date(),
  endDate: z.iso.date(),
  amount: z.number().optional(),
  dailyAmounts: daily.optional(),
  employeeNote: z.string().max(1_024).optional(),
};
const creation = z.object({
  employeeId: z.coerce.string(),
  categoryId: z.coerce.string(),
  ...times,
});
const change = z.object(times).partial();
const decision = z.object({ managerNote: z.string().optional(), bypass: z.boolean().default(false) });

/**
 * The new generation of time off. The specification does not know it and no answer of it was recorded: paths and bodies as connectors report
 * them [reported].
 */
export function newRequestRoutes(account: Account) {
  return new Hono<Env>()
    .get("/time-off/requests", (c) => listNewRequests(c, account))
    .post("/time-off/requests", (c) => create(c, account))
    .get("/time-off/requests/:request{\\d+}", (c) => {
      const request = requestAt(c, account);
      return json(c, showNewRequest(account, c.get("session"), request, true));
    })
    .patch("/time-off/requests/:request{\\d+}", (c) => replace(c, account))
    .post("/time-off/requests/:request{\\d+}/approvals", (c) => decide(c, account, "approved"))
    .post("/time-off/requests/:request{\\d+}/denials", (c) => decide(c, account, "denied"))
    .post("/time-off/requests/:request{\\d+}/cancellations", (c) => cancel(c, account))
    .get("/time-off/requests/:request{\\d+}/comments", (c) =>
      json(c, { data: requestAt(c, account).comments }),
    )
    .post("/time-off/requests/:request{\\d+}/comments", (c) => comment(c, account))
    .get("/whos-out", (c) => json(c, { data: whosOut(c, account) }));
}

/** A request that another one replaced is gone (410) [reported]. */
function requestAt(c: Context<Env>, account: Account): TimeOffRequest {
  const session = c.get("session");
  requireScope(session, "time_off", "time_off:requests");
  const request = account.store.requests.get(c.req.param("request") ?? "");
  if (!request || !actionsOn(account, session, request).view)
    throw problem(404, "REQUEST_NOT_FOUND", "The time off request does not exist.");
  if (request.replacedBy)
    throw problem(410, "REQUEST_REPLACED", "The time off request was replaced by another one.");
  return request;
}

type Times = Omit<z.infer<typeof creation>, "employeeId">;

const askedFor = ({ categoryId, startDate, endDate, amount, dailyAmounts, employeeNote }: Times) => ({
  status: "requested" as const,
  start: startDate,
  end: endDate,
  timeOffTypeId: categoryId,
  amount,
  dates: dailyAmounts?.map(({ date, amount: each }) => ({ ymd: date, amount: each })),
  notes: employeeNote ? [{ from: "employee" as const, note: employeeNote }] : [],
});

function checkAmounts({
  amount,
  dailyAmounts,
}: {
  amount?: number | undefined;
  dailyAmounts?: unknown;
}): void {
  if ((amount === undefined) === (dailyAmounts === undefined)) {
    throw problem(422, "AMOUNT_AMBIGUOUS", "Give either amount or dailyAmounts.", {
      amount: "exactly one of both is needed",
    });
  }
}

async function create(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, ...writeScopes);
  const asked = await readShape(c, creation, "problem", 422);
  checkAmounts(asked);
  const employee = personAt(account, session, asked.employeeId);
  if (!accessTo(account, session, employee.id).edits("timeOff"))
    throw problem(403, "FORBIDDEN", "You may not request time off for this person.");
  if (!typeById(asked.categoryId)?.isRequestable)
    throw problem(422, "CATEGORY_NOT_FOUND", "The category cannot be requested.");
  const id = addRequest(account, session.user.id, employee, askedFor(asked));
  return json(
    c,
    showNewRequest(account, session, account.store.requests.get(id) as TimeOffRequest, false),
    201,
  );
}

/** The changed request has a new id; the old one is gone [reported]. */
async function replace(c: Context<Env>, account: Account): Promise<Response> {
  const session = c.get("session");
  requireScope(session, ...writeScopes);
  const former = requestAt(c, account);
  if (!actionsOn(account, session, former).edit)
    throw problem(403, "FORBIDDEN", "You may not change this request.");
  const changes = await readShape(c, change, "problem", 422);
  const employee = personAt(account, session, former.employeeId);
  const given = changes.amount !== undefined || changes.dailyAmounts !== undefined;
  if (given) checkAmounts(changes);
  const asked = askedFor({
    categoryId: former.typeId,
    startDate: changes.startDate ?? former.start,
    endDate: changes.endDate ?? former.end,
    employeeNote: changes.employeeNote ?? former.employeeNote ?? undefined,
    amount: changes.amount,
    dailyAmounts: given
      ? changes.dailyAmounts
      : Object.entries(former.dates).map(([date, amount]) => ({ date, amount })),
  });
  const id = addRequest(account, session.user.id, employee, { ...asked, previousRequest: former.id });
  return json(c, showNewRequest(account, session, account.store.requests.get(id) as TimeOffRequest, false));
}

async function decide(c: Context<Env>, account: Account, status: "approved" | "denied"): Promise<Response> {
  const session = c.get("session");
  requireScope(session, ...writeScopes);
  const request = requestAt(c, account);
  const { managerNote = null, bypass } = await readShape(c, decision, "problem", 422);
  if (request.status !== "requested")
    throw problem(409, "NOT_REQUESTED", "The request has been decided already.");
  const actions = actionsOn(account, session, request);
  if (!actions.approve || (bypass && !actions.bypass))
    throw problem(403, "FORBIDDEN", "You may not decide this request.");
  decideRequest(account, session, request, status, managerNote, bypass);
  return empty(c, 204);
}

function cancel(c: Context<Env>, account: Account): Response {
  const session = c.get("session");
  requireScope(session, ...writeScopes);
  const request = requestAt(c, account);
  if (!["requested", "approved"].includes(request.status) || request.start <= account.today)
    throw problem(409, "NOT_CANCELABLE", "The request cannot be canceled any more.");
  if (!actionsOn(account, session, request).cancel)
    throw problem(403, "FORBIDDEN", "You may not cancel this request.");
  decideRequest(account, session, request, "canceled", null, false);
  return empty(c, 204);
}

async function comment(c: Context<Env>, account: Account): Promise<Response> {
  const { employeeId } = c.get("session").user;
  const request = requestAt(c, account);
  const { text } = await readShape(c, z.object({ text: z.string().min(1) }), "problem", 422);
  const id = `${request.id}${request.comments.length + 1}`;
  const added = { id, employeeId, at: momentOf(account.now()), text };
  account.store.requests.update(request.id, { comments: [...request.comments, added] });
  return json(c, added, 201);
}
