import type { Context } from "hono";
import { requireScope } from "../access/rights.ts";
import type { Account, Env, Session } from "../account.ts";
import type { TimeOffRequest } from "../records.ts";
import { matches, parseFilter } from "../reports/filter-expression.ts";
import { json } from "../wire/answer.ts";
import { actionsOn } from "./decide.ts";
import { totalOf, typeOf } from "./show-request.ts";

const pageSizeDefault = 50;
const pageSizeMaximum = 100;

/** A request in the words of the new generation [reported]. */
export function showNewRequest(
  account: Account,
  session: Session,
  request: TimeOffRequest,
  withActions: boolean,
): Record<string, unknown> {
  const type = typeOf(request);
  return {
    id: request.id,
    employeeId: request.employeeId,
    categoryId: request.typeId,
    categoryName: type.name,
    startDate: request.start,
    endDate: request.end,
    status: request.status.toUpperCase(),
    unit: type.units,
    amount: totalOf(request),
    dailyAmounts: Object.entries(request.dates).map(([date, amount]) => ({ date, amount })),
    employeeNote: request.employeeNote,
    managerNote: request.managerNote,
    createdAt: `${request.created}T09:00:00+00:00`,
    ...(withActions && { actions: actionsOn(account, session, request) }),
  };
}

/** The list, by the same kind of filter that datasets take: `status eq 'REQUESTED'`. */
export function listNewRequests(c: Context<Env>, account: Account): Response {
  const session = c.get("session");
  requireScope(session, "time_off");
  const filter = c.req.query("filter");
  const expression = filter ? parseFilter(filter) : undefined;
  const withActions = c.req.query("returnActions") === "true";
  const size = Math.min(pageSizeMaximum, Number(c.req.query("pageSize")) || pageSizeDefault);
  const page = Math.max(1, Number(c.req.query("page")) || 1);
  const all = account.store.requests
    .all()
    .filter((request) => actionsOn(account, session, request).view)
    .map((request) => showNewRequest(account, session, request, withActions))
    .filter((shown) => !expression || matches(expression, (name) => textOf(shown[name])));
  return json(c, {
    data: all.slice((page - 1) * size, page * size),
    meta: { page, pageSize: size, totalItems: all.length, totalPages: Math.ceil(all.length / size) },
  });
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null;
