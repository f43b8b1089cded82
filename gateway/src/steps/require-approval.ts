import { ToolError } from "@gatehouse/tool";
import type { Exchange } from "../exchange.ts";

/** Stops what a person must approve first. Approvals cannot be asked for yet, so such a call ends here. */
export const requireApproval = () =>
  function requireApproval({ decision }: Exchange): void {
    if (decision?.kind !== "ask") return;
    throw new ToolError(
      "needs_approval",
      "This change needs another person's approval, which cannot be asked for here yet; nothing was changed.",
      {
        next: "Ask the person responsible to make the change in the system itself.",
      },
    );
  };
