import type { Account, Session } from "../account.ts";
import { displayName } from "../people/person-view.ts";
import type { TimeOffRequest } from "../records.ts";
import { actionsOn } from "./decide.ts";
import { type TimeOffType, typeById } from "./time-off-types.ts";

export const typeOf = ({ typeId }: TimeOffRequest): TimeOffType => {
  const type = typeById(typeId);
  if (!type) throw new Error(`There is no time off type ${typeId}.`);
  return type;
};

export const totalOf = ({ dates }: TimeOffRequest): number =>
  Object.values(dates).reduce((sum, amount) => sum + amount, 0);

/** A request as the list tells it: ids and amounts are strings, against the specification [wire]. */
export function showRequest(
  account: Account,
  session: Session,
  request: TimeOffRequest,
  withNotes: boolean,
): Record<string, unknown> {
  const employee = account.store.employees.get(request.employeeId);
  const { id, name, icon, units } = typeOf(request);
  return {
    id: request.id,
    employeeId: request.employeeId,
    name: employee ? displayName(employee) : "",
    start: request.start,
    end: request.end,
    created: request.created,
    status: {
      lastChanged: request.changedOn,
      lastChangedByUserId: request.changedBy,
      status: request.status,
    },
    type: { id, name, icon },
    amount: { unit: units, amount: String(totalOf(request)) },
    actions: actionsOn(account, session, request),
    dates: Object.fromEntries(Object.entries(request.dates).map(([day, amount]) => [day, String(amount)])),
    ...(withNotes && { notes: notesOf(request) }),
  };
}

/** Without any note an empty list on some requests and an empty object on others [wire]. */
function notesOf({ id, employeeNote, managerNote }: TimeOffRequest) {
  if (!employeeNote && !managerNote) return Number(id) % 2 === 0 ? {} : [];
  return { ...(employeeNote && { employee: employeeNote }), ...(managerNote && { manager: managerNote }) };
}
