import { LIMITS } from "./limits.ts";

/** All that a log line keeps of an error or a vendor's answer; libraries hang whole responses, tokens included, on theirs. */
const KEPT = ["name", "code", "message", "status", "vendorCode", "text"] as const;

/**
 * A cause as a log may hold it: name, code, message, status, the vendor's code, its operation ids (`trace`) and the
 * beginning of its text, to a small depth. Everything else is left out, because nobody knows what it holds.
 */
export function loggedCause(cause: unknown, depth: number = LIMITS.loggedDepth): unknown {
  if (typeof cause !== "object" || cause === null) return scalar(cause);
  const given = cause as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const name of KEPT) if (scalar(given[name]) !== undefined) kept[name] = scalar(given[name]);
  if (typeof given.trace === "object" && given.trace !== null)
    kept.trace = Object.fromEntries(Object.entries(given.trace).map(([name, id]) => [name, scalar(id)]));
  if (given.cause !== undefined && depth > 0) kept.cause = loggedCause(given.cause, depth - 1);
  return kept;
}

function scalar(value: unknown): string | number | boolean | undefined {
  if (typeof value === "string") return value.slice(0, LIMITS.loggedCharacters);
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}
