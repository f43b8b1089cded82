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
 * What follows from writing an approval status. That REST enforces the next approver or a limit is recorded nowhere [open]: nothing is
 * enforced here. The next approver stays, unless the account approves in several steps.
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
  if (wanted === "2" && switches.nextApproverAfterApproval !== null) {
    const nextapprover = Number(switches.nextApproverAfterApproval);
    switches.nextApproverAfterApproval = null;
    return { approvalstatus: before.approvalstatus ?? null, nextapprover };
  }
  const letter = letters[String(before.type)]?.[String(wanted)];
  return letter === undefined ? {} : { status: letter };
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
