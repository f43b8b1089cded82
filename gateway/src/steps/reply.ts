import { type ErrorCode, errorResult, type ToolError, toToolError } from "@gatehouse/tool";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import type { RequestId } from "../protocol/message.ts";
import { methodLabel } from "../protocol/method-label.ts";
import { WIRE_ERRORS, WireError, type WireErrorName } from "../protocol/wire-error.ts";
import { eventOf } from "../systems/event-stream.ts";
import { outcomeOf } from "./close-audit.ts";

const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** Sends the answer or the refusal, whole, in the form the caller's request asks for. */
export const reply = ({ metrics }: Pick<Dependencies, "metrics">) =>
  function reply(exchange: Exchange): void {
    const { response, call, tool, refusal, startedAt } = exchange;
    metrics.call(
      methodLabel(call),
      tool?.entry.name ?? "",
      outcomeOf(exchange),
      (performance.now() - startedAt) / 1000,
    );
    if (response.destroyed || response.writableEnded) return;
    if (refusal !== undefined) refuse(exchange, refusal);
    else if (call === undefined) response.writeHead(202, { "x-request-id": exchange.requestId }).end();
    else sendAnswer(exchange, call.id);
  };

function sendAnswer(exchange: Exchange, id: RequestId): void {
  const { response, answer } = exchange;
  if (answer === undefined) throw new Error("an exchange ended without answer or refusal");
  if (response.headersSent) {
    response.end(eventOf({ jsonrpc: "2.0", id, result: answer.result }));
    return;
  }
  send(
    exchange,
    200,
    JSON_HEADERS,
    answer.raw ?? enveloped(id, answer.serialised ?? JSON.stringify(answer.result)),
  );
}

/** A result as a JSON-RPC message. One that is kept as bytes, such as a list, is neither turned into text nor copied. */
function enveloped(id: RequestId, result: string | Buffer): readonly Buffer[] {
  const head = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`;
  return typeof result === "string" ? [Buffer.from(`${head}${result}}`)] : [Buffer.from(head), result, END];
}

const END = Buffer.from("}");

function refuse(exchange: Exchange, refusal: unknown): void {
  const { response, call, requestId } = exchange;
  const id = exchange.messageId ?? null;
  if (!(refusal instanceof WireError) && call?.method === "tools/call") {
    const message = {
      jsonrpc: "2.0",
      id,
      result: {
        ...errorResult(toToolError(refusal), requestId),
        ...(call.era === "modern" && { resultType: "complete" }),
      },
    };
    if (response.headersSent) response.end(eventOf(message));
    else send(exchange, 200, JSON_HEADERS, [Buffer.from(JSON.stringify(message))]);
    return;
  }
  const wire = refusal instanceof WireError ? refusal : asWireError(toToolError(refusal));
  const { status, code } = WIRE_ERRORS[wire.kind];
  const error = { code, message: wire.message, ...(wire.data !== undefined && { data: wire.data }) };
  const message = { jsonrpc: "2.0", id, error };
  if (response.headersSent) response.end(eventOf(message));
  // A legacy client takes a method that does not exist as an answer, not as a missing page.
  else
    send(
      exchange,
      wire.kind === "unknown_method" && call?.era === "legacy" ? 200 : status,
      { ...JSON_HEADERS, ...wire.headers },
      [Buffer.from(JSON.stringify(message))],
    );
}

const WIRE_FOR: Partial<Record<ErrorCode, WireErrorName>> = {
  upstream_unavailable: "unavailable",
  rate_limited: "rate_limited",
  invalid_input: "invalid_params",
  not_allowed: "invalid_params",
};

const asWireError = ({ code, message, next }: ToolError) =>
  new WireError(WIRE_FOR[code] ?? "internal", `${message} ${next}`);

/**
 * One write to the socket. All headers go to writeHead at once: any that was set before makes Node merge them the slow way.
 * A short body travels as latin1 text of the same bytes, which Node sends together with the headers; the pieces of a long one
 * are gathered by the socket and never copied into one.
 */
function send(
  exchange: Exchange,
  status: number,
  headers: Record<string, string>,
  pieces: readonly Buffer[],
): void {
  const { response, requestId } = exchange;
  const { socket } = response;
  let length = 0;
  for (const piece of pieces) length += piece.length;
  response.writeHead(status, { ...headers, "x-request-id": requestId, "content-length": length });
  if (length <= SHORT_BYTES) {
    let text = "";
    for (const piece of pieces) text += piece.toString("latin1");
    response.end(text, "latin1");
    return;
  }
  socket?.cork();
  for (const piece of pieces.slice(0, -1)) response.write(piece);
  response.end(pieces.at(-1));
  socket?.uncork();
}

const SHORT_BYTES = 4_096;
