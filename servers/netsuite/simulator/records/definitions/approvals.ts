import { insufficientPermission, userError } from "../../errors.ts";
import { mayUse } from "../../roles.ts";
import type { Row } from "../../store.ts";
import type { RecordContext } from "../record-definition.ts";

/** The status letter that follows from an approval status, by transaction type. */
const letters: Record<string, Record<string, string>> = {
  PurchOrd: { "1": "A", "2": "B", "3": "C" },
  VendBill: { "1": "D", "2": "A", "3": "E" },
  CustInvc: { "1": "D", "2": "A", "3": "E" },
  ExpRept: { "1": "B", "2": "F", "3": "D" },
};

/**
 * What follows from writing an approval status. That REST enforces the next approver or a limit is recorded nowhere [open]: it is
 * only done where the switch says so. The next approver stays, unless the account approves in several steps.
 */
export function approvalEffects(before: Row, changes: Row, { account, session }: RecordContext): Row {
  const { switches } = account;
  if (switches.lockApprovedRecords && before.approvalstatus === "2") {
    throw userError("This record has been locked by a user defined workflow.");
  }
  const wanted = changes.approvalstatus;
  if (wanted === undefined || wanted === before.approvalstatus) return {};
  if (before.type === "VendBill" && !mayUse(session.role, "TRAN_VENDBILLAPPRV", "EDIT")) {
    throw insufficientPermission("Vendor Bill Approval");
  }
  if (wanted === "2") refuseForeignApproval(before, { account, session });
  if (wanted === "2" && switches.nextApproverAfterApproval !== null) {
    const nextapprover = Number(switches.nextApproverAfterApproval);
    switches.nextApproverAfterApproval = null;
    return { approvalstatus: before.approvalstatus ?? null, nextapprover };
  }
  const letter = letters[String(before.type)]?.[String(wanted)];
  return letter === undefined ? {} : { status: letter };
}

/** The rules of approval routing, for the person who signed in; how the service would word a refusal is [open]. */
function refuseForeignApproval(
  { nextapprover, foreigntotal, exchangerate, type }: Row,
  { account, session }: Pick<RecordContext, "account" | "session">,
): void {
  if (!account.switches.enforcesApprovals || session.role.isAdministrator) return;
  if (String(nextapprover) !== session.entityId) throw insufficientPermission("Approve");
  const limits = account.store.row(
    "SELECT purchaseorderapprovallimit AS orders, approvallimit AS expenses FROM employee WHERE id = ?",
    Number(session.entityId),
  );
  const limit = type === "ExpRept" ? limits?.expenses : limits?.orders;
  if (limit === undefined || limit === null) return;
  if (Math.abs(Number(foreigntotal)) * Number(exchangerate ?? 1) > Number(limit))
    throw insufficientPermission("Approve");
}

/** An expense report is also decided by two check boxes [recalled]. */
export function expenseEffects(before: Row, changes: Row, context: RecordContext): Row {
  const accounting = changes.accountingapproval;
  const supervisor = changes.supervisorapproval;
  if (accounting === "T") return { status: "F", approvalstatus: "2" };
  if (accounting === "F") return { status: "E", approvalstatus: "3" };
  if (supervisor === "T") return { status: "C" };
  if (supervisor === "F") return { status: "D", approvalstatus: "3" };
  return approvalEffects(before, changes, context);
}
