import { stateSentence } from "../changes/state-words.ts";
import { momentText } from "../words.ts";
import type { DecisionKind, RequestView } from "./request-view.ts";

export const DECISION_WORDS: Readonly<Record<DecisionKind, string>> = {
  approve: "approved",
  reject: "rejected",
  break_glass: "approved alone, in an emergency",
};

/** How many of whom decide. */
export const decidersText = ({ approvers: { needed, titles } }: Pick<RequestView, "approvers">): string =>
  `${needed === 1 ? "One" : needed} of: ${titles.join(", ") || "nobody"}`;

/** Where a request stands and what happens next, in a sentence or two. */
export function requestSentence({ request, decisions, approvers }: RequestView): string {
  const { state, expiresAt, approvalsNeeded } = request;
  const sentence = stateSentence(request);
  if (state === "confirming") return `${sentence} The requester confirms it in their assistant.`;
  if (state !== "pending") return sentence;
  const given = decisions.filter(({ decision }) => decision === "approve").length;
  const missing = Math.max(1, (approvers.needed || approvalsNeeded) - given);
  const until = expiresAt ? ` It expires on ${momentText(expiresAt)}.` : "";
  return `${sentence} ${people(missing, given > 0)} must approve it (${approvers.titles.join(" or ") || "nobody may"}).${until}`;
}

const people = (count: number, isMore: boolean): string =>
  count === 1 ? `One ${isMore ? "more " : ""}person` : `${count} ${isMore ? "more " : ""}people`;
