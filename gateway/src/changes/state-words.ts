import type { ChangeRequest, Why } from "./change-request.ts";
import type { ChangeState } from "./states.ts";

type StateWords = {
  word: string;
  /** How pages and cards colour it. */
  look: "" | "good" | "warn" | "bad";
};

/** What people call each state, on every page and card, and in every message. */
export const STATE_WORDS: Readonly<Record<ChangeState, StateWords>> = {
  confirming: { word: "waits for confirmation", look: "warn" },
  pending: { word: "waits for approval", look: "warn" },
  approved: { word: "approved", look: "good" },
  executing: { word: "being carried out", look: "good" },
  unknown: { word: "outcome unknown", look: "bad" },
  done: { word: "done", look: "good" },
  failed: { word: "failed", look: "bad" },
  rejected: { word: "rejected", look: "bad" },
  withdrawn: { word: "withdrawn", look: "" },
  expired: { word: "expired", look: "" },
};

export const WHY_WORDS: Readonly<Record<Why, string>> = {
  stale: "The record had changed since the preview, so what was shown no longer fitted.",
  phase_closed: "The phase was closed before anything was sent.",
  not_allowed: "The requester's rights no longer allow it.",
  person_left: "The requester's access has ended.",
  tool_changed: "The tool is not the one that was asked for any more.",
  too_late: "It expired before it could be carried out.",
  refused: "The system refused it.",
  not_reached: "The system was not reached, so nothing was sent.",
  no_answer: "The system did not answer.",
  interrupted: "The gateway that carried it out ended on the way.",
  read_back_done: "A look at the record proved that it happened.",
  read_back_undone: "A look at the record proved that it did not happen.",
  told_done: "Somebody looked and said that it happened.",
  told_undone: "Somebody looked and said that it did not happen.",
  break_glass: "One person approved it alone, in an emergency.",
};

/** Where a request stands and why, for whoever reads it. What the reader can do next, each place adds. */
export function stateSentence({ state, why, kind }: Pick<ChangeRequest, "state" | "why" | "kind">): string {
  const because = why === undefined ? "" : ` ${WHY_WORDS[why]}`;
  switch (state) {
    case "confirming":
    case "pending":
      return "Nothing was changed yet.";
    case "approved":
      return "It is approved and will be carried out at once, on the requester's own account.";
    case "executing":
      return "It is being carried out, on the requester's own account.";
    case "unknown":
      return `It was sent, and nobody knows yet whether it happened. It is not sent again.${because}`;
    case "done":
      return `The ${kind === "undo" ? "undo" : "change"} was made, once.${because}`;
    case "failed":
      return `Nothing was changed.${because}`;
    case "rejected":
      return "Nothing was changed: an approver rejected it.";
    case "withdrawn":
      return "Nothing was changed: the requester took it back.";
    case "expired":
      return `Nothing was changed: nobody decided in time.${because}`;
  }
}
