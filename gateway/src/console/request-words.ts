import type { RequestView } from "../approvals/request-view.ts";
import type { Why } from "../changes/change-request.ts";
import type { ChangeState } from "../changes/states.ts";
import { momentText } from "./words.ts";

/** A state as people call it, and how it looks. */
export const STATE_WORDS: Readonly<
  Record<ChangeState, { word: string; look: "" | "good" | "warn" | "bad" }>
> = {
  confirming: { word: "waits for confirmation", look: "warn" },
  pending: { word: "waits for approval", look: "warn" },
  approved: { word: "approved", look: "good" },
  executing: { word: "is being carried out", look: "good" },
  unknown: { word: "outcome unknown", look: "bad" },
  done: { word: "done", look: "good" },
  failed: { word: "failed", look: "bad" },
  rejected: { word: "rejected", look: "bad" },
  withdrawn: { word: "withdrawn", look: "" },
  expired: { word: "expired", look: "" },
};

export const WHY_WORDS: Readonly<Record<Why, string>> = {
  stale: "The record had changed since the preview, so what was approved no longer fitted.",
  phase_closed: "The phase was closed before anything was sent.",
  not_allowed: "The requester's rights no longer allow it.",
  person_left: "The requester's access has ended.",
  tool_changed: "The tool is not the one that was asked for any more.",
  too_late: "It expired before it could be carried out.",
  refused: "The system refused it.",
  not_reached: "The system was not reached, so nothing was sent.",
  no_answer: "It was sent, and the system did not answer.",
  interrupted: "The gateway that carried it out ended on the way.",
  read_back_done: "A look at the record proved that it happened.",
  read_back_undone: "A look at the record proved that it did not happen.",
  told_done: "Somebody looked and said that it happened.",
  told_undone: "Somebody looked and said that it did not happen.",
  break_glass: "One person approved it alone, in an emergency.",
};

/** Where a request stands and what happens next, in a sentence or two. */
export function stateSentence({ request, decisions, approvers }: RequestView): string {
  const { state, why, expiresAt, approvalsNeeded } = request;
  const because = why === undefined ? "" : ` ${WHY_WORDS[why]}`;
  switch (state) {
    case "confirming":
      return "Nothing was changed yet. The requester confirms it in their assistant.";
    case "pending": {
      const given = decisions.filter(({ decision }) => decision === "approve").length;
      const missing = Math.max(1, (approvers.needed || approvalsNeeded) - given);
      const until = expiresAt ? ` It expires on ${momentText(expiresAt)}.` : "";
      return `Nothing was changed yet. ${people(missing, given > 0)} must approve it (${approvers.titles.join(" or ") || "nobody may"}).${until}`;
    }
    case "approved":
      return "It is approved and will be carried out at once, on the requester's own account.";
    case "executing":
      return "It is being carried out, on the requester's own account.";
    case "unknown":
      return `It was sent, and nobody knows yet whether it happened. It is not sent again.${because}`;
    case "done":
      return `The change was made, once.${because}`;
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

const people = (count: number, isMore: boolean): string =>
  count === 1 ? `One ${isMore ? "more " : ""}person` : `${count} ${isMore ? "more " : ""}people`;

/** What the system does by itself, without anybody's decision: then the page looks again. */
export const isUnderWay = (state: ChangeState): boolean => state === "approved" || state === "executing";
