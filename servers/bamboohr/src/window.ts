import { daysBetween, ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

/** Refuses, before anything is asked, a window of two days that ends before it starts or is too long to answer. */
export function checkWindow(start: string, end: string): void {
  const days = daysBetween(start, end) ?? -1;
  if (days >= 0 && days <= LIMITS.windowDaysMax) return;
  throw new ToolError(
    "invalid_input",
    `A window ends after it starts and has at most ${LIMITS.windowDaysMax} days; nothing was read.`,
  );
}
