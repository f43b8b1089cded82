/**
 * Outcomes that speak against a system or its server. What a caller can mend (input, rights, a record that has moved on), what
 * only takes patience (a vendor's limit) and what the gateway refuses by its rules says nothing about it.
 */
export const SYSTEM_FAILURES = ["internal", "upstream_unavailable", "outcome_unknown", "tool_error"] as const;
