import type { ErrorCode } from "@gatehouse/tool";
import type { Failure } from "./subject.ts";

/** What a caller is told. A write whose answer is of no use may have happened. */
export const CODES: Record<Failure, { read: ErrorCode; write: ErrorCode }> = {
  401: { read: "not_connected", write: "not_connected" },
  403: { read: "not_allowed", write: "not_allowed" },
  404: { read: "not_found", write: "not_found" },
  409: { read: "conflict", write: "conflict" },
  429: { read: "rate_limited", write: "rate_limited" },
  500: { read: "upstream_unavailable", write: "outcome_unknown" },
  hang: { read: "upstream_unavailable", write: "outcome_unknown" },
  "broken JSON": { read: "upstream_unavailable", write: "outcome_unknown" },
  "cut connection": { read: "upstream_unavailable", write: "outcome_unknown" },
};

export const FAILURES = Object.keys(CODES).map((name) =>
  Number.isNaN(Number(name)) ? name : Number(name),
) as Failure[];
