import type { Named, RequestView } from "../approvals/request-view.ts";
import type { Why } from "../changes/change-request.ts";
import type { ChangeState } from "../changes/states.ts";
import { marked } from "./marked-text.ts";

/**
 * What a message says of a request, the same on every channel. It leaves the company's own pages, so it shows summary, amount
 * and warnings, no field's before or after: those stay behind the sign-in of the page. What a tool writes into its summary and
 * checks, such as a document's number or a name, does travel; labelled values must not be among it. Every text is one line in
 * which nothing hides; escaping is the channel's.
 */
export type RequestText = {
  /** Of titles alone. */
  subject: string;
  lead: string;
  facts: readonly { label: string; value: string }[];
  /** What the preview warns of. */
  warnings: readonly string[];
  /** What the reader can do, or need not do. */
  next: string;
  link: string;
};

export const requestLink = (publicUrl: string, id: string): string => `${publicUrl}/approvals/${id}`;

/** For somebody who is to decide. */
export function askedText(view: RequestView, publicUrl: string): RequestText {
  const { request, requester, approvers } = view;
  const needed = approvers.needed > 1 ? ` ${approvers.needed} people must approve it.` : "";
  const without = request.content.hasPreview
    ? []
    : ["This tool shows no preview: it is decided on the arguments alone."];
  return {
    subject: `Please decide: ${titleOf(view)}`,
    lead: `${nameOf(requester)} asks you to decide on a change in ${marked(view.systemTitle, 100)}.${needed}`,
    facts: [
      ...factsOf(view),
      ...(request.expiresAt ? [{ label: "Expires", value: momentOf(request.expiresAt) }] : []),
    ],
    warnings: [...warningsOf(view), ...without],
    next: "Open the page to see what changes, from what to what, and to approve or reject. This message decides nothing.",
    link: requestLink(publicUrl, request.id),
  };
}

/** How a request stands that is settled, for its requester or for somebody who was asked. */
export function settledText(view: RequestView, publicUrl: string, reader: string): RequestText {
  const { request } = view;
  const isOwn = request.person === reader;
  return {
    subject: `${HEADLINES[request.state]}: ${titleOf(view)}`,
    lead: `${isOwn ? "What you asked for" : `What ${nameOf(view.requester)} asked for`} ${endOf(view)}`,
    facts: [...factsOf(view), ...decidedBy(view)],
    warnings: [],
    next: isOwn ? "The page has the whole history." : leftToDo(view),
    link: requestLink(publicUrl, request.id),
  };
}

const leftToDo = ({ review }: RequestView): string =>
  review !== undefined && review.closedAt === undefined
    ? "Nobody waits for your decision any more. The review of this emergency is open: somebody who had no part in it closes it on the page."
    : "There is nothing left for you to decide.";

const HEADLINES: Record<ChangeState, string> = {
  confirming: "Waiting",
  pending: "Waiting",
  approved: "Approved",
  executing: "Approved",
  unknown: "Outcome unknown",
  done: "Done",
  failed: "Not done",
  rejected: "Rejected",
  withdrawn: "Withdrawn",
  expired: "Expired",
};

const titleOf = ({ toolTitle, systemTitle }: RequestView): string =>
  `${marked(toolTitle, 100)} in ${marked(systemTitle, 100)}`;

const nameOf = ({ name, email }: Named): string => marked(name || email || "somebody", 100);

function factsOf({ request, systemTitle, toolTitle }: RequestView): RequestText["facts"] {
  const { amount, currency, content } = request;
  const shown =
    amount === undefined
      ? []
      : [{ label: "Amount", value: `${amountOf(amount)}${currency ? ` ${marked(currency, 10)}` : ""}` }];
  return [
    { label: "What", value: marked(content.summary) },
    { label: "System", value: marked(systemTitle, 100) },
    { label: "Tool", value: `${marked(toolTitle, 100)} (${marked(request.tool, 64)})` },
    ...shown,
  ];
}

const amountOf = (amount: number): string =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 6 }).format(amount);

const warningsOf = ({ request }: RequestView): string[] =>
  request.content.checks
    .filter(({ outcome }) => outcome !== "ok")
    .map(({ name, message }) => `${marked(name, 60)}: ${marked(message)}`);

function decidedBy({ decisions }: RequestView): RequestText["facts"] {
  const words = { approve: "approved", reject: "rejected", break_glass: "approved alone, in an emergency" };
  return decisions.map(({ approver, decision, onBehalfOf }) => ({
    label: "Decision",
    value: `${nameOf(approver)} ${words[decision]}${onBehalfOf ? ` for ${nameOf(onBehalfOf)}` : ""}`,
  }));
}

function endOf({ request: { state, why } }: RequestView): string {
  switch (state) {
    case "done":
      return "was done.";
    case "failed":
      return `was not done${why === undefined ? "" : `: ${REASONS[why]}`}.`;
    case "unknown":
      return "was sent, and whether it happened is not known. Somebody has to look in the system and say so on the page.";
    case "rejected":
      return "was rejected. Nothing was changed.";
    case "withdrawn":
      return "was withdrawn. Nothing was changed.";
    case "expired":
      return "expired before it was decided. Nothing was changed.";
    case "approved":
    case "executing":
      return "was approved and is being done.";
    case "confirming":
    case "pending":
      return "waits for a decision.";
  }
}

const REASONS: Record<Why, string> = {
  stale: "the record had changed since the preview",
  tool_changed: "the tool is no longer the one that was shown",
  phase_closed: "the phase was closed before anything was sent",
  not_allowed: "the rights of whoever asked no longer allow it",
  person_left: "the access of whoever asked has ended",
  too_late: "it expired before it could be done",
  refused: "the system refused it",
  not_reached: "the system was not reached",
  no_answer: "the system did not answer",
  interrupted: "the gateway was interrupted",
  read_back_done: "a look into the system found it done",
  read_back_undone: "a look into the system found nothing changed",
  told_done: "somebody looked and found it done",
  told_undone: "somebody looked and found nothing changed",
  break_glass: "it was approved in an emergency",
};

/** To the minute; nobody's time zone is known here. */
export const momentOf = (at: Date): string =>
  `${new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(at)} UTC`;
