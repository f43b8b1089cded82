import { isAdministrator } from "../access/access-levels.ts";
import { accessTo } from "../access/rights.ts";
import type { Account, Session } from "../account.ts";
import type { ApprovalStep, TimeOffRequest } from "../records.ts";

/** The step that a request waits at. */
const currentStep = ({ steps }: TimeOffRequest): ApprovalStep | undefined => steps.find(({ done }) => !done);

/** Whether it is the caller whom the request waits for; HR's step is every administrator's. */
export function isInTurn(session: Session, request: TimeOffRequest): boolean {
  const step = request.status === "requested" ? currentStep(request) : undefined;
  if (!step) return false;
  return step.approver === "hr"
    ? isAdministrator(session.user.level)
    : step.approver === session.user.employeeId;
}

export type Actions = Record<"view" | "edit" | "cancel" | "approve" | "deny" | "bypass", boolean>;

/** What the caller may do with a request. Administrators decide out of turn too, which is what `bypass` says. */
export function actionsOn(account: Account, session: Session, request: TimeOffRequest): Actions {
  const access = accessTo(account, session, request.employeeId);
  const isAdmin = isAdministrator(session.user.level) && access.edits("timeOff");
  const isOwn = request.employeeId === session.user.employeeId;
  const isOpen = request.status === "requested";
  const inTurn = isInTurn(session, request);
  const isAhead = request.start > account.today;
  const mayCancel = isOpen || (request.status === "approved" && isAhead);
  return {
    view: access.sees("timeOff") || inTurn,
    edit: (isOwn && isOpen) || isAdmin,
    cancel: ((isOwn && access.edits("timeOff")) || isAdmin) && mayCancel,
    approve: inTurn || (isAdmin && isOpen),
    deny: inTurn || (isAdmin && isOpen),
    bypass: isAdmin && isOpen && !inTurn,
  };
}

/** An administrator's approval ends all steps at once; anybody else's ends their own, and the last of them approves the request. */
export function approved(session: Session, request: TimeOffRequest, all: boolean): ApprovalStep[] {
  const step = currentStep(request);
  const finishesAll = all || isAdministrator(session.user.level);
  return request.steps.map((each) => (finishesAll || each === step ? { ...each, done: true } : each));
}
