import type { ApprovalStep } from "../records.ts";

/** From so many working days on a request goes to HR after the manager. */
const longRequestDays = 6;

/** The approvals a new request needs: the manager, then HR where it is long; HR alone where there is no manager. */
export function firstStepsOf(managerId: string | null, days: number): ApprovalStep[] {
  const steps: ApprovalStep[] = managerId ? [{ approver: managerId, done: false }] : [];
  if (days >= longRequestDays || steps.length === 0) steps.push({ approver: "hr", done: false });
  return steps;
}
