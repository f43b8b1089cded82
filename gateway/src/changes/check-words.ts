import type { Check } from "@gatehouse/tool";

/** What people call the result of a preview's check. */
export const CHECK_WORDS: Readonly<Record<Check["outcome"], string>> = {
  ok: "ok",
  warn: "warning",
  block: "blocked",
};

const ORDER = ["block", "warn", "ok"] as const;

/** A preview's checks as whoever decides should read them. */
export const worstFirst = (checks: readonly Check[]): Check[] =>
  checks.toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
