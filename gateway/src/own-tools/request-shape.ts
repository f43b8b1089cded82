import { ToolError } from "@gatehouse/tool";
import { z } from "zod";
import type { ChangeRequest, Why } from "../changes/change-request.ts";
import { fieldChanges } from "../changes/field-changes.ts";
import { isFoundUndone, linkTo } from "../changes/pending-answer.ts";
import { type Shown, shownTo } from "../changes/shown.ts";
import { stateSentence } from "../changes/state-words.ts";
import { CHANGE_STATES, type ChangeState } from "../changes/states.ts";
import { undoableUntil } from "../changes/undo.ts";
import { isObject } from "../protocol/message.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import type { OwnApi } from "./own-api.ts";

export const requestId = z.uuid().describe("Id of the request or change");

const check = z.object({ name: z.string(), outcome: z.enum(["ok", "warn", "block"]), message: z.string() });

const difference = z.object({
  field: z.string(),
  before: z.string().optional().describe("As JSON; missing where there was none"),
  after: z.string().optional().describe("As JSON; missing where there is none any more"),
});

/** One line of a list of requests or changes. */
export const requestLine = z.object({
  id: z.string(),
  state: z.enum(CHANGE_STATES),
  kind: z.enum(["change", "undo"]),
  system: z.string(),
  tool: z.string(),
  summary: z.string(),
  asked_at: z.string(),
  finished_at: z.string().optional(),
  expires_at: z.string().optional(),
  undo_until: z.string().optional().describe("gatehouse_undo can take it back until then"),
  link: z.string().optional(),
});

/** A request with all that its requester may see of it. */
export const requestDetails = requestLine.extend({
  explanation: z.string().describe("What the state means, and what to do next"),
  differences: z.array(difference).describe("What it changes, field by field"),
  moved: z
    .array(difference)
    .optional()
    .describe(
      "Of one that failed because the record had changed: what it was when shown, and what it was instead",
    ),
  checks: z.array(check),
  answer: z
    .string()
    .optional()
    .describe("What the tool answered, as JSON, or its text where it has no structure"),
  decisions: z.array(
    z.object({ decision: z.string(), by: z.string(), at: z.string(), reason: z.string().optional() }),
  ),
  withheld: z.array(z.string()).optional().describe("Fields that your roles do not show you"),
});

export function lineOf(request: ChangeRequest, api: Pick<OwnApi, "systems" | "approvals" | "publicUrl">) {
  const tool = api.systems.tool(request.tool);
  const until = undoableUntil(request, tool?.entry.risk === "reversible", api.approvals.undoHours());
  const isOpen = until !== undefined && until.getTime() > Date.now();
  return {
    id: request.id,
    state: request.state,
    kind: request.kind,
    system: request.system,
    tool: request.tool,
    summary: request.content.summary,
    asked_at: request.askedAt.toISOString(),
    ...(request.finishedAt && { finished_at: request.finishedAt.toISOString() }),
    ...(request.expiresAt && { expires_at: request.expiresAt.toISOString() }),
    ...(isOpen && { undo_until: until.toISOString() }),
    ...(request.needs === "approval" && { link: linkTo(api.publicUrl, request.id) }),
  };
}

export async function detailsOf(request: ChangeRequest, api: OwnApi) {
  const shown = shownTo(request, api.systems.tool(request.tool), api.identity.rights.sees);
  const decisions = await api.approvals.decisionsOn(request.id);
  return {
    ...lineOf(request, api),
    explanation: explain(request),
    differences: differences(shown.before, shown.after),
    ...(shown.found && { moved: differences(shown.before, shown.found.state) }),
    checks: request.content.checks.map(({ name, outcome, message }) => ({ name, outcome, message })),
    ...answerOf(request, shown, api),
    decisions: decisions.map(({ decision, approver, at, note }) => ({
      decision,
      by: approver.name,
      at: at.toISOString(),
      ...(note !== undefined && { reason: note }),
    })),
    ...(shown.withheld.length > 0 && { withheld: [...shown.withheld] }),
  };
}

/** What the tool said; free text only where no label says that its fields are not everybody's. */
function answerOf(request: ChangeRequest, shown: Shown, { systems }: OwnApi): { answer?: string } {
  if (isFoundUndone(request)) return {};
  const text =
    shown.result === undefined ? textOf(request, systems.tool(request.tool)) : JSON.stringify(shown.result);
  if (text === undefined) return {};
  if (text.length <= ANSWER_CHARACTERS) return { answer: text };
  return { answer: `${text.slice(0, ANSWER_CHARACTERS)} [cut: ${text.length} characters in all]` };
}

const ANSWER_CHARACTERS = 50_000;

function textOf({ result }: ChangeRequest, tool: KnownTool | undefined): string | undefined {
  const { input, output } = tool?.entry.labels ?? {};
  const isLabelled = tool === undefined || Object.keys({ ...input, ...output }).length > 0;
  if (isLabelled || !Array.isArray(result?.content)) return undefined;
  const texts = result.content.flatMap((block) =>
    isObject(block) && block.type === "text" && typeof block.text === "string" ? [block.text] : [],
  );
  return texts.length > 0 ? texts.join("\n") : undefined;
}

const differences = (before: unknown, after: unknown) =>
  fieldChanges(before, after)
    .filter(({ kind }) => kind !== "same")
    .map(({ path, kind, before: was, after: is }) => ({
      field: path || "value",
      ...(kind !== "added" && { before: JSON.stringify(was) }),
      ...(kind !== "removed" && { after: JSON.stringify(is) }),
    }));

/** The caller's own request; somebody else's, or one of a system that this URL does not show, is answered as one that does not exist. */
export async function ownRequest(
  id: string,
  { changes, identity, exchange }: OwnApi,
  mayBeAnybodys = false,
): Promise<ChangeRequest> {
  const request = await changes.find(id);
  const isTheirs = mayBeAnybodys || request?.person === identity.id;
  if (request !== undefined && isTheirs && exchange.endpoint.systems.includes(request.system)) return request;
  throw new ToolError("not_found", "You have no request or change with this id; nothing was done.", {
    next: "List yours with gatehouse_my_requests or gatehouse_my_changes.",
  });
}

/** What a state means for whoever asked, and what their assistant should do. */
function explain(request: ChangeRequest): string {
  const { state, why } = request;
  const next = state === "failed" ? why && AFTER_FAILURE[why] : NEXT[state];
  return next === undefined ? stateSentence(request) : `${stateSentence(request)} ${next}`;
}

const ASK_AGAIN = "Ask again if it is still needed.";
const LOOK_AGAIN = "Look again in a moment; do not repeat it.";

const NEXT: Partial<Record<ChangeState, string>> = {
  confirming: "It waits for your own confirmation, by gatehouse_confirm.",
  pending: "It waits for an approver's decision. Send them the link if it is urgent.",
  approved: LOOK_AGAIN,
  executing: LOOK_AGAIN,
  unknown: "It is being looked into; do not repeat it.",
  expired: ASK_AGAIN,
};

const AFTER_FAILURE: Partial<Record<Why, string>> = {
  stale: "Show the person what moved; ask again if it is still wanted.",
  phase_closed: "Ask whom the system's refusal names.",
  tool_changed: ASK_AGAIN,
  too_late: ASK_AGAIN,
  not_reached: "Ask again later.",
  read_back_undone: ASK_AGAIN,
};
