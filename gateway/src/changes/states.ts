/** Where a request stands. The last five are final, except that an `unknown` outcome may become known. */
export const CHANGE_STATES = [
  "confirming",
  "pending",
  "approved",
  "executing",
  "unknown",
  "done",
  "failed",
  "rejected",
  "withdrawn",
  "expired",
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/**
 * Every step a request can take. `unknown` goes back to `approved` only once a read of the present state has proven that the
 * attempt did not happen; an approval is then as good as before.
 */
export const TRANSITIONS = {
  confirming: ["executing", "withdrawn", "expired"],
  pending: ["approved", "rejected", "expired", "withdrawn"],
  approved: ["executing"],
  executing: ["done", "failed", "unknown"],
  unknown: ["done", "failed", "approved"],
  done: [],
  failed: [],
  rejected: [],
  withdrawn: [],
  expired: [],
} as const satisfies Record<ChangeState, readonly ChangeState[]>;

export const mayBecome = (from: ChangeState, to: ChangeState): boolean =>
  (TRANSITIONS[from] as readonly ChangeState[]).includes(to);

export const isFinal = (state: ChangeState): boolean => TRANSITIONS[state].length === 0;
