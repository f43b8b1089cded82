import type { EventEmitter } from "node:events";
import { type Dispatcher, Pool } from "undici";
import { LIMITS } from "../limits.ts";
import { isObject } from "../protocol/message.ts";
import { eventReader } from "./event-stream.ts";

export type Outgoing = {
  body: string;
  headers: Record<string, string>;
  timeoutMs: number;
  /**
   * Emits `close` when the caller has gone, and is `destroyed` from then on: the request is then given up. Undefined where
   * it must be seen through.
   */
  caller: (EventEmitter & { destroyed: boolean }) | undefined;
  /** Gives the request up as well, however long its time. */
  ended?: AbortSignal | undefined;
  /** Messages that come before the answer, when the server streams. */
  onNotification(message: Record<string, unknown>): void;
};

/**
 * A server's whole answer to one request. `raw` is undefined when it arrived as an event of a stream; `bytes` is all that
 * came until then.
 */
export type Incoming = {
  status: number;
  message: Record<string, unknown>;
  raw: readonly Buffer[] | undefined;
  bytes: number;
};

/**
 * Why no usable answer came. `sent` is false only where the server certainly saw nothing; `status` is 0 where there was
 * none.
 */
export class ConnectionError extends Error {
  override name = "ConnectionError";
  readonly sent: boolean;
  readonly status: number;

  constructor(
    message: string,
    sent: boolean,
    { status = 0, cause }: { status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.sent = sent;
    this.status = status;
  }
}

export type Connection = { send(outgoing: Outgoing): Promise<Incoming>; close(): Promise<void> };

const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_CLOSED",
]);

/** Keep-alive connections to one MCP server. Redirects are never followed. */
export function connectTo(origin: string, connections: number): Connection {
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    connect: { timeout: 2_000 },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    send: (outgoing) => new Promise((resolve, reject) => dispatch(pool, outgoing, resolve, reject)),
    close: () => pool.destroy(),
  };
}

/** One POST over the pool. undici's handler interface is used directly: its promise API costs three times as much. */
function dispatch(
  pool: Pool,
  outgoing: Outgoing,
  resolve: (incoming: Incoming) => void,
  reject: (error: unknown) => void,
) {
  const { body, headers, timeoutMs, caller, onNotification } = outgoing;
  if (caller?.destroyed) return reject(new ConnectionError("the caller has gone", false));
  const chunks: Buffer[] = [];
  let bytes = 0;
  let status = 0;
  let events: ((chunk: Buffer) => void) | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let failure: ConnectionError | undefined;
  let answered = false;
  let lingering: NodeJS.Timeout | undefined;

  const giveUp = (why: string, cause?: unknown) => {
    // Without a controller the request still waits for a connection.
    failure ??= new ConnectionError(why, controller !== undefined, { cause });
    if (controller === undefined) finish(() => reject(failure));
    else controller.abort(failure);
  };
  const timer = setTimeout(() => giveUp(`no answer within ${timeoutMs} ms`), timeoutMs);
  const stopWatching = whenUnwanted(outgoing, giveUp);

  const finish = (settle: () => void) => {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    stopWatching();
    settle();
  };
  const onMessage = (message: Record<string, unknown>) => {
    if (answered) return;
    if ("result" in message || "error" in message) {
      finish(() => resolve({ status, message, raw: undefined, bytes }));
      // A stream ends with its answer; one that does not would keep its connection for good.
      lingering = setTimeout(() => controller?.abort(new Error("the stream goes on")), LIMITS.lingerMs);
    } else if (!("id" in message)) {
      // A question of the server's own would reach the caller's client as if we had asked it.
      onNotification(message);
    }
  };

  pool.dispatch(
    { method: "POST", path: "/mcp", headers, body },
    {
      onRequestStart(started) {
        controller = started;
        if (failure !== undefined) started.abort(failure);
      },
      onResponseStart(_, code, received) {
        status = code;
        if (String(received["content-type"]).startsWith("text/event-stream")) events = eventReader(onMessage);
      },
      onResponseData(_, chunk) {
        if (answered) return;
        bytes += chunk.length;
        if (bytes > LIMITS.upstreamBytes) giveUp("the answer is too large");
        else if (events === undefined) chunks.push(chunk);
        else guarded(() => events?.(chunk), giveUp);
      },
      onResponseEnd() {
        clearTimeout(lingering);
        finish(() => {
          if (events === undefined) return settleWhole(status, chunks, resolve, reject);
          reject(new ConnectionError("the stream ended without an answer", true, { status }));
        });
      },
      onResponseError(_, error) {
        clearTimeout(lingering);
        finish(() => reject(failure ?? broken(error)));
      },
    },
  );
}

function broken(cause: NodeJS.ErrnoException): ConnectionError {
  return new ConnectionError("the connection failed", !NOT_SENT.has(cause.code ?? ""), { cause });
}

/** Says once nobody waits for the answer any more. Returns how to stop watching. */
function whenUnwanted({ caller, ended }: Outgoing, giveUp: (why: string) => void): () => void {
  const onClose = () => giveUp("the caller has gone");
  const onEnded = () => giveUp("it was ended from here");
  caller?.once("close", onClose);
  ended?.addEventListener("abort", onEnded);
  return () => {
    caller?.off("close", onClose);
    ended?.removeEventListener("abort", onEnded);
  };
}

function settleWhole(
  status: number,
  chunks: readonly Buffer[],
  resolve: (incoming: Incoming) => void,
  reject: (error: unknown) => void,
): void {
  const raw = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  const message = parse(raw);
  if (message === undefined)
    reject(new ConnectionError(`status ${status}, not a JSON-RPC message`, true, { status }));
  // Bytes may pass on as they are only where nothing stands beside what was looked at.
  else
    resolve({
      status,
      message,
      raw: Object.keys(message).length === 3 ? [raw] : undefined,
      bytes: raw.length,
    });
}

function parse(raw: Buffer): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(raw.toString("utf8"));
    return isObject(message) && ("result" in message || "error" in message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function guarded(work: () => void, giveUp: (why: string, cause: unknown) => void): void {
  try {
    work();
  } catch (error) {
    giveUp("the stream is not valid", error);
  }
}
