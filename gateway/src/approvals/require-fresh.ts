import { ToolError } from "@gatehouse/tool";
import type { ApprovalNeeds } from "./approval-needs.ts";
import type { Acting } from "./approvals.ts";

/** Throws `unauthenticated` where the sign-in that somebody acts on is older than the rules want. */
export function requireFresh(
  { signedInAt }: Pick<Acting, "signedInAt">,
  { approvals }: Pick<ApprovalNeeds, "approvals">,
): void {
  const { freshMinutes } = approvals();
  if (Date.now() - signedInAt.getTime() <= freshMinutes * 60_000) return;
  throw new ToolError(
    "unauthenticated",
    `This needs a sign-in of the last ${freshMinutes} minutes; nothing was changed.`,
    { next: "Sign in again, then repeat it." },
  );
}
