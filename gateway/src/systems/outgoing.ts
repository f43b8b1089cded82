import { STEP_META, type Step } from "@gatehouse/tool";
import type { Call } from "../exchange.ts";
import { isObject } from "../protocol/message.ts";
import { META, MODERN } from "../protocol/versions.ts";
import { headerValue } from "./header-value.ts";
import { type MirroredArgument, mirrorHeaders } from "./mirrored-arguments.ts";

/** What of a caller's `_meta` goes on. Everything else stays here, above all anything that looks like our own keys. */
const PASSED = [
  "progressToken",
  "io.modelcontextprotocol/logLevel",
  "traceparent",
  "tracestate",
  "baggage",
] as const;

const CLIENT = { name: "gatehouse", version: "1" };

export type StepRequest = { step: Step; change?: unknown };

/**
 * A call as its system gets it: always in the modern revision, whatever the caller speaks, written anew from the parsed
 * value so that no second parser can read it differently. The caller's id is kept, which lets an answer pass unchanged.
 */
export function bodyFor(call: Call, request?: StepRequest): string {
  const { id, method, params, era } = call;
  const given = isObject(params._meta) ? params._meta : {};
  const meta: Record<string, unknown> = {
    [META.version]: MODERN,
    // A legacy caller declared its capabilities in a conversation that a stateless gateway has not kept.
    [META.capabilities]: era === "modern" ? given[META.capabilities] : {},
    [META.clientInfo]: CLIENT,
  };
  for (const key of PASSED) if (given[key] !== undefined) meta[key] = given[key];
  if (request !== undefined) {
    meta[STEP_META.step] = request.step;
    if (request.change !== undefined) meta[STEP_META.change] = request.change;
  }
  return JSON.stringify({ jsonrpc: "2.0", id, method, params: { ...params, _meta: meta } });
}

/** The headers every modern request carries (2026-07-28, basic/transports, "Standard headers"). */
export function headersFor(
  { method, params }: Call,
  assertion: string,
  mirrored: readonly MirroredArgument[] = [],
): Record<string, string> {
  const name = method === "resources/read" ? params.uri : params.name;
  return {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    authorization: `Bearer ${assertion}`,
    "mcp-protocol-version": MODERN,
    "mcp-method": method,
    ...(typeof name === "string" && { "mcp-name": headerValue(name) }),
    ...(mirrored.length > 0 && mirrorHeaders(mirrored, params.arguments)),
  };
}
