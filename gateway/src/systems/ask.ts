import { ToolError } from "@gatehouse/tool";
import { record } from "../audit/describe.ts";
import { isDisclosing } from "../audit/disclosing.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Answer, Call, Exchange, Identity } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { WireError } from "../protocol/wire-error.ts";
import { ConnectionError, type Incoming } from "./connection.ts";
import { noticesTo } from "./notices.ts";
import { bodyFor, headersFor, type StepRequest } from "./outgoing.ts";
import type { System } from "./systems.ts";

export type AskNeeds = Pick<Dependencies, "requestStates" | "log" | "audit">;

type Question = {
  call: Call;
  identity: Identity;
  system: System;
  token: string;
  timeoutMs?: number;
  request?: StepRequest;
};

/** One request to a system and its answer. Throws ConnectionError where none came. */
export async function ask(
  exchange: Exchange,
  question: Question,
  { requestStates, log, audit }: AskNeeds,
): Promise<Answer> {
  const { call, identity, system, token, request } = question;
  const subject = call.params.name ?? call.params.uri ?? "";
  const context = JSON.stringify([identity.id, system.id, call.method, subject]);
  const { requestState } = call.params;
  const sent =
    requestState === undefined
      ? call
      : { ...call, params: { ...call.params, requestState: requestStates.unwrap(requestState, context) } };
  const notices = noticesTo(exchange.response, async () => {
    if (isDisclosing(call.method)) await record(exchange, "read", "streaming", audit);
  });
  const incoming = await system.connection.send({
    body: bodyFor(sent, request),
    headers: headersFor(call, token, exchange.tool?.mirrored),
    timeoutMs: question.timeoutMs ?? system.timeoutMs,
    // A commit under way is seen through, whether or not anybody still waits: its outcome must become known.
    caller: request?.step === "commit" ? undefined : exchange.response,
    onNotification: notices.pass,
  });
  await notices.sent();
  const answer = answerFrom(incoming, call);
  if (answer === undefined) {
    log.warn(
      {
        requestId: exchange.requestId,
        system: system.id,
        status: incoming.status,
        said: incoming.message.error,
      },
      "no usable answer",
    );
    throw new ConnectionError(`status ${incoming.status}`, true);
  }
  if (typeof answer.result.requestState === "string") {
    const sealed = requestStates.wrap(answer.result.requestState, context);
    return { result: { ...answer.result, requestState: sealed } };
  }
  return answer;
}

function answerFrom({ status, message, raw }: Incoming, call: Call): Answer | undefined {
  if (status === 200 && isObject(message.result) && message.id === call.id) {
    if (message.result.resultType === "input_required" && call.era === "legacy") throw cannotBeAsked();
    // What the gateway lets one person see is never everybody's, whatever the system says (2026-07-28, server/caching).
    if (message.result.cacheScope === "public")
      return { result: { ...message.result, cacheScope: "private" } };
    return { result: message.result, raw };
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

const cannotBeAsked = () =>
  new ToolError(
    "not_allowed",
    "This needs an answer that your client cannot be asked for; nothing was done.",
  );
