import { textParts } from "@gatehouse/tool";
import type { DecisionView, RequestView } from "../approvals/request-view.ts";
import { DECISION_WORDS, decidersText, requestSentence } from "../approvals/request-words.ts";
import { CHECK_WORDS, worstFirst } from "../changes/check-words.ts";
import { type FieldChange, fieldChanges } from "../changes/field-changes.ts";
import { STATE_WORDS, stateSentence } from "../changes/state-words.ts";
import { isFinal } from "../changes/states.ts";
import { amountText } from "../words.ts";

/** A card is looked at in passing; what does not fit is on the request's page, and the card says so. */
const CARD_LIMITS = { fields: 30, textCharacters: 600 };

/** Text as it stands; a character that nobody would see stands by its name. */
type CardText = readonly (string | { mark: string })[];
type CardValue = { text: CardText; more?: number } | { none: string };

/** What the card draws, all of it, with nothing left to work out. Times are ISO 8601, put into words where the person is. */
export type CardView = {
  id: string;
  /** When this was so. */
  at: string;
  state: { name: string; word: string; look: string; isFinal: boolean };
  place: CardText;
  heading: CardText;
  sentence: CardText;
  fields: readonly {
    path: CardText;
    kind: FieldChange["kind"];
    before?: CardValue;
    after: CardValue;
  }[];
  /** Said below the fields. */
  notes: readonly CardText[];
  checks: readonly { outcome: string; word: string; message: CardText }[];
  facts: readonly ({ name: string; text: CardText } | { name: string; at: string })[];
  decisions: readonly { by: CardText; decision: string; at: string; note?: CardText }[];
  mayWithdraw: boolean;
  link: string;
};

/** One request as its requester sees it in a client. Nothing on it decides anything. */
export function cardView(view: RequestView, link: string, now: Date): CardView {
  const { request, toolTitle, systemTitle, decisions, may } = view;
  const { id, state, content } = request;
  const { word, look } = STATE_WORDS[state];
  const changes = content.hasPreview
    ? fieldChanges(content.before, content.after)
    : fieldChanges(undefined, content.arguments);
  const touched = changes.filter(({ kind }) => kind !== "same");
  return {
    id,
    at: now.toISOString(),
    state: { name: state, word, look, isFinal: isFinal(state) },
    place: marked(`${systemTitle} · ${toolTitle}`),
    heading: marked(content.summary || toolTitle),
    sentence: marked(sentenceOf(view)),
    fields: touched.slice(0, CARD_LIMITS.fields).map((change) => fieldOf(change, content.hasPreview)),
    notes: notesOn(view, touched.length, changes.length),
    checks: worstFirst(content.checks).map(({ outcome, message }) => ({
      outcome,
      word: CHECK_WORDS[outcome],
      message: marked(message),
    })),
    facts: factsOf(view),
    decisions: decisions.map(decisionOf),
    mayWithdraw: may.has("withdraw"),
    link,
  };
}

/** Whoever looks at a card is who confirms; and until when stands beside it, in the person's own time. */
const sentenceOf = (view: RequestView): string =>
  view.request.state === "confirming"
    ? `${stateSentence(view.request)} Say in the conversation whether you want it.`
    : requestSentence({ ...view, request: { ...view.request, expiresAt: undefined } });

function fieldOf(
  { path, kind, before, after }: FieldChange,
  hasPreview: boolean,
): CardView["fields"][number] {
  const none = { none: "not there" };
  return {
    path: marked(path || "value"),
    kind,
    ...(hasPreview && { before: kind === "added" ? none : shownValue(before) }),
    after: kind === "removed" ? none : shownValue(after),
  };
}

function shownValue(value: unknown): CardValue {
  if (value === null || value === undefined) return { none: "nothing" };
  if (value === "") return { none: "empty text" };
  // By code points, so that no pair is cut in two.
  const characters = [...(typeof value === "string" ? value : JSON.stringify(value))];
  const more = characters.length - CARD_LIMITS.textCharacters;
  const text = marked(characters.slice(0, CARD_LIMITS.textCharacters).join(""));
  return more > 0 ? { text, more } : { text };
}

function notesOn({ request, withheld }: RequestView, touched: number, all: number): CardText[] {
  const { hasPreview } = request.content;
  const more = touched - CARD_LIMITS.fields;
  const same = all - touched;
  return [
    hasPreview ? "" : "This tool cannot show what it would change; above is what it was asked with.",
    hasPreview && touched === 0 ? "No field changes." : "",
    more > 0 ? `${more} more on the request's page.` : "",
    same > 0 ? `${same} ${same === 1 ? "field stays as it is" : "fields stay as they are"}.` : "",
    withheld.length > 0 ? `Your roles do not see: ${withheld.join(", ")}.` : "",
  ]
    .filter((note) => note !== "")
    .map(marked);
}

function factsOf(view: RequestView): CardView["facts"] {
  const { amount, currency, content, needs, expiresAt, finishedAt, state } = view.request;
  const isOpen = state === "pending" || state === "confirming";
  return [
    ...(needs === "approval" ? [{ name: "Who decides", text: marked(decidersText(view)) }] : []),
    ...(isOpen && expiresAt ? [{ name: "Until", at: expiresAt.toISOString() }] : []),
    ...(finishedAt ? [{ name: "Ended", at: finishedAt.toISOString() }] : []),
    ...(amount === undefined ? [] : [{ name: "Amount", text: marked(amountText(amount, currency)) }]),
    ...(content.reason === undefined ? [] : [{ name: "Reason", text: marked(content.reason) }]),
  ];
}

const decisionOf = ({ approver, decision, at, note }: DecisionView): CardView["decisions"][number] => ({
  by: marked(approver.name),
  decision: DECISION_WORDS[decision],
  at: at.toISOString(),
  ...(note !== undefined && { note: marked(note) }),
});

const marked = (text: string): CardText =>
  textParts(text).map((part) => ("text" in part ? part.text : { mark: part.mark }));
