import { argumentsHash } from "@gatehouse/tool";
import type { Answer, Call } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { META } from "../protocol/versions.ts";
import type { RequestStates } from "../systems/request-state.ts";
import type { ChangeRequest } from "./change-request.ts";
import { shownTo } from "./shown.ts";
import type { Write } from "./undertaking.ts";

const KEY = "confirm";

/**
 * Whether this client can show its person a form within a call; it says so with every request (2026-07-28, basic). One that names
 * no mode means forms (2025-11-25, client/elicitation, "Capabilities").
 */
export function hasElicitation({ era, params }: Call): boolean {
  if (era !== "modern" || !isObject(params._meta)) return false;
  const capabilities = params._meta[META.capabilities];
  const modes = isObject(capabilities) ? capabilities.elicitation : undefined;
  return isObject(modes) && (isObject(modes.form) || Object.keys(modes).length === 0);
}

/** Asks the client to show its person what would change and to send the same call again with their answer (2026-07-28, MRTR). */
export function elicitConfirmation(request: ChangeRequest, write: Write, states: RequestStates): Answer {
  const { before, after } = shownTo(request, write.undertaking.tool, write.undertaking.identity.rights.sees);
  const { summary, checks } = request.content;
  const warnings = checks
    .filter(({ outcome }) => outcome === "warn")
    .map(({ message }) => `Note: ${message}`);
  const lines = [
    `${write.system.title}: ${summary}`,
    `Before: ${JSON.stringify(before)}`,
    `After: ${JSON.stringify(after)}`,
    ...warnings,
  ];
  const requestedSchema = {
    type: "object",
    properties: { ok: { type: "boolean", title: "Make this change" } },
    required: ["ok"],
  };
  const params = { mode: "form", message: lines.join("\n"), requestedSchema };
  return {
    result: {
      resultType: "input_required",
      inputRequests: { [KEY]: { method: "elicitation/create", params } },
      requestState: states.wrap(request.id, contextOf(write)),
    },
  };
}

/** What the person said to it; undefined where this call carries no answer. Refuses a state that is not ours for this call. */
export function responseTo(
  write: Write,
  states: RequestStates,
): { id: string; isAccepted: boolean } | undefined {
  const { inputResponses, requestState } = write.undertaking.call.params;
  if (requestState === undefined) return undefined;
  const id = states.unwrap(requestState, contextOf(write));
  const response = isObject(inputResponses) ? inputResponses[KEY] : undefined;
  const content = isObject(response) && response.action === "accept" ? response.content : undefined;
  return { id, isAccepted: isObject(content) && content.ok === true };
}

/** Bound to the person and to what was asked: an answer given to one question never counts for another. */
const contextOf = ({ undertaking: { identity, tool, call } }: Write): string =>
  JSON.stringify(["confirm", identity.id, tool.entry.name, argumentsHash(call.params.arguments ?? {})]);
