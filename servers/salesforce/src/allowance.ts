import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

/**
 * The org's calls of the last 24 hours, as each answer tells them in `Sforce-Limit-Info: api-usage=900/15000` (reference,
 * section 3). All programs of the company share them, so reads stop before the last are gone.
 */
export function dailyAllowance(reserve: number, now: () => number = Date.now) {
  let last: { left: number; at: number } | undefined;

  return {
    observe({ headers }: { headers: Readonly<Record<string, string>> }): void {
      const [, used, most] = /api-usage=(\d+)\/(\d+)/.exec(headers["sforce-limit-info"] ?? "") ?? [];
      if (used !== undefined) last = { left: Math.max(0, Number(most) - Number(used)), at: now() };
    },

    /** Calls the org still has; undefined before the first answer. */
    left: (): number | undefined => last?.left,

    /** Throws `rate_limited` where a read would take from the reserve. Old news lets one read through to bring newer. */
    spendOnRead(): void {
      if (last === undefined || last.left > reserve) return;
      if (now() - last.at > LIMITS.allowanceNewsMs) {
        last = { ...last, at: now() };
        return;
      }
      throw new ToolError(
        "rate_limited",
        "This company's calls to Salesforce for the day are nearly used up, and the rest is kept for changes and other programs; nothing was read.",
        { retryAfterSeconds: Math.ceil(LIMITS.allowanceNewsMs / 1_000), next: "Try again later in the day." },
      );
    },
  };
}
