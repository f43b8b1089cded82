import { minuteOf } from "../account.ts";
import { insufficientPermission, invalidContent, noSuchRecordType, userError } from "../errors.ts";
import type { Row } from "../store.ts";
import type { RecordContext, RecordDefinition } from "./record-definition.ts";

type Step = { from: string[]; to: string; approved: "T" | "F" };

/** Approval statuses of a time entry before and after each action [recalled: 1 open, 2 pending, 3 approved, 4 rejected]. */
const timeSteps: Record<string, Step> = {
  submit: { from: ["1", "4"], to: "2", approved: "F" },
  retract: { from: ["2"], to: "1", approved: "F" },
  approve: { from: ["2"], to: "3", approved: "T" },
  reject: { from: ["2", "3"], to: "4", approved: "F" },
};

/** `POST /{type}/{id}/@{action}`. Only time entries have actions here; orders and bills are decided by their approval status. */
export function runAction(
  definition: RecordDefinition,
  row: Row,
  action: string,
  body: Record<string, unknown>,
  context: RecordContext,
): void {
  const step = definition.name === "timeBill" ? timeSteps[action.toLowerCase()] : undefined;
  if (!step) throw noSuchRecordType(`${definition.name}/@${action}`);
  if (!step.from.includes(String(row.approvalstatus))) {
    throw userError(`The action ${action} is not available for a time entry in this approval status.`);
  }
  const { account, session } = context;
  const isTheirs = String(row.nextapprover) === session.entityId;
  // As for documents: [open] whether the service looks at it, so only where the switch says so.
  if (action.toLowerCase() === "approve" && account.switches.enforcesApprovals && !isTheirs)
    throw insufficientPermission("Approve");
  const { rejectionNote } = body;
  if (rejectionNote !== undefined && typeof rejectionNote !== "string") {
    throw invalidContent("The rejectionNote must be a text.", "rejectionNote");
  }
  account.store.update("timebill", [row.id ?? null], {
    approvalstatus: step.to,
    supervisorapproval: step.approved,
    rejectionnote: step.to === "4" ? (rejectionNote ?? null) : null,
    lastmodifieddate: minuteOf(account.now()),
  });
}
