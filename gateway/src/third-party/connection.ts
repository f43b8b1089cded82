import type { EventEmitter } from "node:events";
import { ToolError } from "@gatehouse/tool";
import { z } from "zod";
import type { Log } from "../observe/log.ts";
import type { RequestId } from "../protocol/message.ts";
import { ConnectionError, type Incoming } from "../systems/connection.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import { mirrorHeaders } from "../systems/mirrored-arguments.ts";
import { EgressError } from "./egress.ts";
import { failedResult, foreignResult } from "./foreign-result.ts";
import { isTimeout, type McpClient, protocolCodeOf, statusOf } from "./mcp-client.ts";
import type { Sessions } from "./sessions.ts";

/** A call of a third party's tool. Nothing in it comes from the caller's request but the arguments. */
export type ThirdPartyCall = {
  id: RequestId;
  /** Whose session it goes through; the server does not learn who that is. */
  person: string;
  tool: KnownTool;
  args: Record<string, unknown>;
  timeoutMs: number;
  /** As in `Outgoing`. */
  caller: (EventEmitter & { destroyed: boolean }) | undefined;
  ended?: AbortSignal | undefined;
  /** As in a question to any system: opening a session first can take long. */
  assertOpen?: (() => void) | undefined;
  requestId: string;
};

/** As servers of our own are asked, except that nothing of ours goes along: no assertion, no step, no `_meta`. */
export type ThirdPartyConnection = { send(call: ThirdPartyCall): Promise<Incoming>; close(): Promise<void> };

type Needs = {
  system: { id: string; title: string };
  sessions: Sessions;
  /** Rejects with a ToolError where the tool must not be called, by the newest that anybody knows. */
  requireOpen(tool: KnownTool): Promise<{ upstreamName: string }>;
  log: Log;
};

const ANY = z.looseObject({});
const SAID_CHARACTERS = 2_000;
/** By these a server says that it has not begun: no such method or tool, or arguments it does not take (JSON-RPC 2.0, 5.1). */
const REJECTIONS = new Set([-32600, -32601, -32602]);

/** The way to one third party's server. Throws ConnectionError where no usable answer came. */
export function thirdPartyConnection({ system, sessions, requireOpen, log }: Needs): ThirdPartyConnection {
  async function send(call: ThirdPartyCall): Promise<Incoming> {
    const { id, person, tool, args, requestId } = call;
    const isWrite = tool.entry.risk !== "read";
    const note = (said: unknown) =>
      log.warn(
        { requestId, system: system.id, tool: tool.entry.name, said: String(said).slice(0, SAID_CHARACTERS) },
        SAID,
      );
    const { upstreamName } = await requireOpen(tool);
    if (call.caller?.destroyed) throw new ConnectionError("the caller has gone", false);
    const given = giveUpSignal(call);
    let isSent = false;
    const ask = async ({ client }: McpClient) => {
      call.assertOpen?.();
      isSent = true;
      return client.request({ method: "tools/call", params: { name: upstreamName, arguments: args } }, ANY, {
        timeout: call.timeoutMs,
        maxTotalTimeout: call.timeoutMs,
        signal: given.signal,
        headers: mirrorHeaders(tool.mirrored, args),
      });
    };
    try {
      const result: Record<string, unknown> = await sessions.with(person, isWrite ? "write" : "read", ask);
      if (result.isError !== true) return answered(id, foreignResult(result));
      note(JSON.stringify(result.content));
      return answered(id, failedResult(system.title, isWrite ? "write" : "read"));
    } catch (error) {
      const code = protocolCodeOf(error);
      if (code !== undefined) {
        note(error);
        const isRejected = isWrite && REJECTIONS.has(code);
        return answered(id, failedResult(system.title, isRejected ? "rejected" : isWrite ? "write" : "read"));
      }
      throw failureOf(error, isSent);
    } finally {
      given.stop();
    }
  }
  return { send, close: () => sessions.close() };
}

const SAID = "a third party's server reports a failure";

function answered(id: RequestId, result: Record<string, unknown>): Incoming {
  const bytes = Buffer.byteLength(JSON.stringify(result));
  return { status: 200, message: { jsonrpc: "2.0", id, result }, raw: undefined, bytes };
}

/** Aborts once nobody wants the answer any more. */
function giveUpSignal({ caller, ended }: ThirdPartyCall): { signal: AbortSignal; stop(): void } {
  const gone = new AbortController();
  const onClose = () => gone.abort(new Error("the caller has gone"));
  caller?.once("close", onClose);
  return {
    signal: ended === undefined ? gone.signal : AbortSignal.any([gone.signal, ended]),
    stop: () => void caller?.off("close", onClose),
  };
}

/** Errors of our own vocabulary stay; of everything else it is said whether the server may have begun. */
function failureOf(error: unknown, isSent: boolean): unknown {
  if (error instanceof ToolError) return error;
  const why = isTimeout(error) ? "no answer in time" : "no usable answer";
  return new ConnectionError(why, isSent && !isRefusedConnection(error), {
    status: statusOf(error),
    cause: error,
  });
}

const REFUSED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether the request certainly never left: refused here, or by the machine it was for. */
function isRefusedConnection(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1)
    if (at instanceof EgressError || REFUSED.has(String((at as NodeJS.ErrnoException).code))) return true;
  return false;
}
