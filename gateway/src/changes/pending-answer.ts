import { structuredText, ToolError } from "@gatehouse/tool";
import type { Answer } from "../exchange.ts";
import type { Rights } from "../rules/rights.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import type { ChangeRequest } from "./change-request.ts";
import { type Shown, shownTo } from "./shown.ts";
import { stateSentence } from "./state-words.ts";

/** Under this name a write's answer says that it waits for somebody; see `withRequest` for where clients are told of it. */
const REQUEST_FIELD = "gatehouse_request";

type About = {
  tool: KnownTool;
  systemTitle: string;
  rights: Rights;
  publicUrl: string;
  approverTitles: readonly string[];
  /** Whether those who may approve hear of it by mail or chat, have to be told, or do not exist. */
  told: "by_channel" | "not_yet" | "nobody";
  contact: string;
};

/** Where people look at a request. */
export const linkTo = (publicUrl: string, id: string): string => `${publicUrl}/approvals/${id}`;

/** What the caller of a write reads at once where somebody must decide first. It is no failure: nothing went wrong. */
export function pendingAnswer(request: ChangeRequest, about: About): Answer {
  const shown = shownTo(request, about.tool, about.rights.sees);
  const facts = factsOf(request, shown, about);
  return {
    result: {
      content: [
        { type: "text", text: sentenceOf(request, about) },
        { type: "text", text: structuredText(facts) },
      ],
      structuredContent: { [REQUEST_FIELD]: facts },
      _meta: { "gatehouse/request": { id: request.id, state: request.state } },
      resultType: "complete",
    },
  };
}

function factsOf(request: ChangeRequest, shown: Shown, { publicUrl, tool }: About): Record<string, unknown> {
  const { id, state, needs, content, amount, currency, expiresAt } = request;
  return {
    id,
    state,
    tool: tool.entry.name,
    summary: content.summary,
    before: shown.before,
    after: shown.after,
    checks: content.checks.map(({ name, outcome, message }) => ({ name, outcome, message })),
    ...(amount !== undefined && { amount: { value: amount, currency } }),
    ...(needs === "approval" && { link: linkTo(publicUrl, id) }),
    ...(expiresAt && { expires_at: expiresAt.toISOString() }),
    ...(shown.withheld.length > 0 && { withheld: shown.withheld }),
  };
}

function sentenceOf(request: ChangeRequest, about: About): string {
  const { publicUrl, approverTitles, told, contact } = about;
  const { id, needs, content, expiresAt, state, approvalsNeeded } = request;
  const until = expiresAt ? `${expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC` : "it is decided";
  const what = content.summary.endsWith(".") ? content.summary : `${content.summary}.`;
  if (needs === "confirmation")
    return (
      `Nothing was changed yet. ${what} Show the person what it would change, from before to after. ` +
      `If they want it, call gatehouse_confirm with id ${id} before ${until}; otherwise do nothing, and it lapses.`
    );
  const link = linkTo(publicUrl, id);
  if (state !== "pending")
    return `This was approved and is being carried out: ${what} Call gatehouse_get_request with id ${id} for the outcome.`;
  const who = `${approvalsNeeded > 1 ? `${approvalsNeeded} people` : "Another person"} (${approverTitles.join(" or ") || "an approver"})`;
  return (
    `Nothing was changed yet. ${what} ${who} must approve it at ${link} before ${until}; ${TOLD[told](contact)} ` +
    `Then it is carried out by itself, once. Give the person the link; call gatehouse_get_request with id ${id} for the outcome, ` +
    `gatehouse_withdraw to take it back. Calling this tool again gives the same request.`
  );
}

const TOLD: Record<About["told"], (contact: string) => string> = {
  by_channel: () => "they are being told.",
  not_yet: () => "nobody tells them, so the person has to pass the link on.",
  nobody: (contact) => `nobody holds that role now, so ask ${contact} to name somebody.`,
};

/** Whether a change was made whose own answer nobody has: then what its caller gets are our words. */
export const isUnanswered = ({ state, result }: ChangeRequest): boolean =>
  state === "done" && (result === undefined || result.isError === true);

/** Whether it was sent, its outcome unknown, and then found not to have happened. */
export const isFoundUndone = ({ why }: ChangeRequest): boolean =>
  why === "read_back_undone" || why === "told_undone";

/** The answer of a request that is over, for whoever repeats its call. Throws ToolError where there is no answer to give. */
export function settledAnswer(request: ChangeRequest): Answer {
  const { state, result, id, content } = request;
  if (isUnanswered(request)) return unanswered(request, `Done: ${content.summary}. Its own answer was lost.`);
  if (state === "done" && result !== undefined) return { result };
  const said = `${stateSentence(request)} Request: ${id}.`;
  if (state === "unknown")
    throw new ToolError("outcome_unknown", said, {
      next: "Call gatehouse_get_request in a minute; do not repeat the change.",
    });
  // What its system said of one that was found undone was that nobody knows; since then somebody has looked.
  if (state === "failed" && result !== undefined && !isFoundUndone(request)) return { result };
  throw new ToolError("conflict", said);
}

const unanswered = ({ id, state, content: { summary } }: ChangeRequest, text: string): Answer => ({
  result: {
    content: [{ type: "text", text }],
    structuredContent: { [REQUEST_FIELD]: { id, state, summary } },
    resultType: "complete",
  },
});

type Schema = Record<string, unknown>;

/**
 * The output schema of a write as clients are told it: its answer, or a request that waits. Clients check answers against what is
 * published (2025-11-25, server/tools, "Output Schema").
 */
export function withRequest(schema: Schema): Schema {
  const { required: _, ...rest } = schema;
  const properties = { ...(rest.properties as Schema), [REQUEST_FIELD]: REQUEST_SCHEMA };
  return { ...rest, properties };
}

const REQUEST_SCHEMA = {
  type: "object",
  description: "Present instead of all else where somebody must confirm or approve first",
  properties: { id: { type: "string" }, state: { type: "string" }, summary: { type: "string" } },
};
