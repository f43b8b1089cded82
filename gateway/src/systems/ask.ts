import assert from "node:assert/strict";
import { argumentsHash, ToolError } from "@gatehouse/tool";
import { record } from "../audit/describe.ts";
import { isDisclosing } from "../audit/disclosing.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Answer, Call, Identity, Undertaking } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { WireError } from "../protocol/wire-error.ts";
import { cleaned } from "./cleaned.ts";
import { ConnectionError, type Incoming } from "./connection.ts";
import { type Notices, noticesTo } from "./notices.ts";
import { bodyFor, headersFor, type StepRequest } from "./outgoing.ts";
import type { System } from "./systems.ts";

export type AskNeeds = Pick<Dependencies, "requestStates" | "log" | "audit">;

type Question = {
  call: Call;
  identity: Identity;
  system: System;
  token: string;
  timeoutMs?: number;
  /** Gives the question up before its time. */
  ended?: AbortSignal | undefined;
  request?: StepRequest;
  /** Goes on whether or not anybody still waits for it. */
  isSeenThrough?: boolean;
  /** Asked right before anything is sent, however long it took to get there; throws where it must not be sent any more. */
  assertOpen?: (() => void) | undefined;
};

/** What a system says of its own failure, as far as a log needs it. */
const SAID_CHARACTERS = 2_000;

/** One request to a system and its answer. Throws ConnectionError where none came. */
export async function ask(
  exchange: Undertaking,
  question: Question,
  { requestStates, log, audit }: AskNeeds,
): Promise<Answer> {
  const { call, system, token, request } = question;
  const { requestState } = call.params;
  const state =
    requestState === undefined ? undefined : requestStates.unwrap(requestState, contextOf(question));
  const sent = state === undefined ? call : { ...call, params: { ...call.params, requestState: state } };
  const { response } = exchange;
  let notices: Notices | undefined;
  // Most systems say nothing before their answer, so what passes it on is made for the first who does.
  const pass = (message: Record<string, unknown>) => {
    if (response === undefined) return;
    notices ??= noticesTo(response, () => recordNotice(exchange, audit));
    notices.pass(message);
  };
  const wait = {
    timeoutMs: question.timeoutMs ?? system.timeoutMs,
    // A commit under way is seen through, whether or not anybody still waits: its outcome must become known.
    caller: question.isSeenThrough ? undefined : response,
    ended: question.ended,
  };
  if (system.kind !== "third-party") question.assertOpen?.();
  const sending =
    system.kind === "third-party"
      ? system.connection.send({ ...plainCall(exchange, question), ...wait })
      : system.connection.send({
          body: bodyFor(sent, request),
          headers: headersFor(call, token, exchange.tool?.mirrored),
          onNotification: pass,
          ...wait,
        });
  const incoming = await sending.catch((error) => {
    if (isTurnedAway(error)) logFailure(exchange, system, { status: error.status }, log);
    throw error;
  });
  if (notices !== undefined) await notices.sent();
  const given = answerFrom(incoming, call);
  const isForeign = given !== undefined && (system.relays || system.kind === "third-party");
  const answer = isForeign && call.method === "tools/call" ? cleaned(given, system.title) : given;
  // Whoever is not ours is written anew, so that no second parser can read their bytes otherwise than we did.
  if (isForeign) delete answer?.raw;
  if (answer === undefined) {
    const { status, message } = incoming;
    const said = JSON.stringify(message.error)?.slice(0, SAID_CHARACTERS);
    logFailure(exchange, system, { status, said }, log);
    throw new ConnectionError(`status ${status}`, true, { status });
  }
  if (typeof answer.result.requestState === "string") {
    const sealed = requestStates.wrap(answer.result.requestState, contextOf(question));
    return { result: { ...answer.result, requestState: sealed }, bytes: answer.bytes };
  }
  return answer;
}

/** Before the first notice leaves. A write asks twice, and both may have much to say. */
async function recordNotice(exchange: Undertaking, audit: AskNeeds["audit"]): Promise<void> {
  if (!isDisclosing(exchange)) return;
  exchange.noticed ??= record(exchange, "notice", "streaming", audit);
  await exchange.noticed;
}

/** What of a call goes to somebody else's server. Nothing but tools is asked there, and no step of ours. */
function plainCall({ tool, requestId }: Undertaking, { call, identity, request, assertOpen }: Question) {
  assert(
    tool !== undefined && request === undefined,
    "a third party is asked to run a tool, and nothing else",
  );
  const args = (call.params.arguments ?? {}) as Record<string, unknown>;
  return { id: call.id, person: identity.id, tool, args, requestId, assertOpen };
}

/** What a system's state belongs to: it comes back with the same question only. */
const contextOf = ({ call: { method, params }, identity, system }: Question): string =>
  JSON.stringify([
    identity.id,
    system.id,
    method,
    params.name ?? params.uri ?? "",
    argumentsHash(params.arguments),
  ]);

/** Whether a system refused the gateway itself: by its own word for the person, or by a proxy in between. */
export const isTurnedAway = (error: unknown): error is ConnectionError =>
  error instanceof ConnectionError && (error.status === 401 || error.status === 403);

function logFailure(
  { requestId }: Undertaking,
  system: System,
  facts: { status: number; said?: string | undefined },
  log: Dependencies["log"],
): void {
  const details = { requestId, system: system.id, ...facts };
  if (facts.status === 401 || facts.status === 403)
    log.error(
      details,
      system.kind === "third-party"
        ? "a third party's server refuses the gateway: compare its headers or bearer"
        : "a system refuses the gateway's assertion: compare its gateway URL, its id and its clock",
    );
  else log.warn(details, "no usable answer");
}

function answerFrom({ status, message, raw, bytes }: Incoming, call: Call): Answer | undefined {
  if (status === 200 && isObject(message.result) && message.id === call.id) {
    if (message.result.resultType === "input_required" && call.era === "legacy") throw cannotBeAsked();
    // What the gateway lets one person see is never everybody's, whatever the system says (2026-07-28, server/caching).
    if (message.result.cacheScope === "public")
      return { result: { ...message.result, cacheScope: "private" }, bytes };
    return { result: message.result, raw, bytes };
  }
  if (!isObject(message.error)) return undefined;
  // Only what the caller itself can mend is passed on; the words are ours, except for the missing capability's data.
  if (message.error.code === -32021) {
    // A legacy caller declared nothing here, so nothing it could change is missing; nor would it know the code.
    if (call.era === "legacy") throw cannotBeAsked();
    throw new WireError("missing_capability", "Your client lacks a capability this needs.", {
      data: message.error.data,
    });
  }
  if (message.error.code === -32602 || message.error.code === -32002) {
    const { uri } = call.params;
    throw new WireError(
      "invalid_params",
      "There is nothing of this name here, or its arguments do not fit.",
      {
        data: typeof uri === "string" ? { uri } : undefined,
      },
    );
  }
  return undefined;
}

/** A system asked for something instead of telling an outcome. Whoever sent it a change does not know what became of that. */
export const isQuestion = (error: unknown): boolean =>
  error instanceof QuestionError || (error instanceof WireError && error.kind === "missing_capability");

class QuestionError extends ToolError {}

const cannotBeAsked = () =>
  new QuestionError(
    "not_allowed",
    "This needs an answer that your client cannot be asked for; nothing was done.",
  );
