import type { Named, RequestView } from "../approvals/request-view.ts";
import { DECISION_WORDS } from "../approvals/request-words.ts";
import { linkTo } from "../changes/pending-answer.ts";
import { STATE_WORDS, stateSentence } from "../changes/state-words.ts";
import type { ChangeState } from "../changes/states.ts";
import { amountText, momentText } from "../words.ts";
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
      ...(request.expiresAt ? [{ label: "Expires", value: momentText(request.expiresAt) }] : []),
    ],
    warnings: [...warningsOf(view), ...without],
    next: "Open the page to see what changes, from what to what, and to approve or reject. This message decides nothing.",
    link: linkTo(publicUrl, request.id),
  };
}

/** How a request stands that is settled, for its requester or for somebody who was asked. */
export function settledText(view: RequestView, publicUrl: string, reader: string): RequestText {
  const { request } = view;
  const isOwn = request.person === reader;
  return {
    subject: `${headlineOf(request.state)}: ${titleOf(view)}`,
    lead: `${isOwn ? "You" : nameOf(view.requester)} asked for this. ${endOf(view)}`,
    facts: [...factsOf(view), ...decidedBy(view)],
    warnings: [],
    next: isOwn ? "The page has the whole history." : leftToDo(view),
    link: linkTo(publicUrl, request.id),
  };
}

const leftToDo = ({ review }: RequestView): string =>
  review !== undefined && review.closedAt === undefined
    ? "Nobody waits for your decision any more. The review of this emergency is open: somebody who had no part in it closes it on the page."
    : "There is nothing left for you to decide.";

function headlineOf(state: ChangeState): string {
  const { word } = STATE_WORDS[state];
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const titleOf = ({ toolTitle, systemTitle }: RequestView): string =>
  `${marked(toolTitle, 100)} in ${marked(systemTitle, 100)}`;

const nameOf = ({ name, email }: Named): string => marked(name || email || "somebody", 100);

function factsOf({ request, systemTitle, toolTitle }: RequestView): RequestText["facts"] {
  const { amount, currency, content } = request;
  const shown =
    amount === undefined ? [] : [{ label: "Amount", value: marked(amountText(amount, currency), 60) }];
  return [
    { label: "What", value: marked(content.summary) },
    { label: "System", value: marked(systemTitle, 100) },
    { label: "Tool", value: `${marked(toolTitle, 100)} (${marked(request.tool, 64)})` },
    ...shown,
  ];
}

const warningsOf = ({ request }: RequestView): string[] =>
  request.content.checks
    .filter(({ outcome }) => outcome !== "ok")
    .map(({ name, message }) => `${marked(name, 60)}: ${marked(message)}`);

function decidedBy({ decisions }: RequestView): RequestText["facts"] {
  return decisions.map(({ approver, decision, onBehalfOf }) => ({
    label: "Decision",
    value: `${nameOf(approver)} ${DECISION_WORDS[decision]}${onBehalfOf ? ` for ${nameOf(onBehalfOf)}` : ""}`,
  }));
}

const endOf = ({ request }: RequestView): string =>
  request.state === "unknown"
    ? `${stateSentence(request)} Somebody has to look in the system and say on the page what they saw.`
    : stateSentence(request);
