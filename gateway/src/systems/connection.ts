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
    send: (outgoing) =>
      new Promise((resolve, reject) => {
        if (outgoing.caller?.destroyed) return reject(new ConnectionError("the caller has gone", false));
        const { body, headers } = outgoing;
        pool.dispatch(
          { method: "POST", path: "/mcp", headers, body },
          new Sending(outgoing, resolve, reject),
        );
      }),
    close: () => pool.destroy(),
  };
}

type Resolve = (incoming: Incoming) => void;
type Reject = (error: unknown) => void;

/**
 * One POST on its way. undici's handler interface is used directly, as its promise API costs three times as much; and it is a
 * class because functions made anew for every call would cost as much as the rest of it.
 */
class Sending implements Dispatcher.DispatchHandler {
  readonly #outgoing: Outgoing;
  readonly #resolve: Resolve;
  readonly #reject: Reject;
  readonly #timer: NodeJS.Timeout;
  readonly #onClose = () => this.#giveUp("the caller has gone");
  readonly #onEnded: (() => void) | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #events: ((chunk: Buffer) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: ConnectionError | undefined;
  #isAnswered = false;
  #lingering: NodeJS.Timeout | undefined;

  constructor(outgoing: Outgoing, resolve: Resolve, reject: Reject) {
    this.#outgoing = outgoing;
    this.#resolve = resolve;
    this.#reject = reject;
    const { timeoutMs, caller, ended } = outgoing;
    this.#timer = setTimeout(Sending.#onLate, timeoutMs, this);
    caller?.on("close", this.#onClose);
    if (ended === undefined) return;
    this.#onEnded = () => this.#giveUp("it was ended from here");
    ended.addEventListener("abort", this.#onEnded);
  }

  onRequestStart(started: Dispatcher.DispatchController): void {
    this.#controller = started;
    if (this.#failure !== undefined) started.abort(this.#failure);
  }

  onResponseStart(_: unknown, code: number, received: Record<string, string | string[] | undefined>): void {
    this.#status = code;
    if (String(received["content-type"]).startsWith("text/event-stream"))
      this.#events = eventReader((message) => this.#onMessage(message));
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#isAnswered) return;
    this.#bytes += chunk.length;
    if (this.#bytes > LIMITS.upstreamBytes) this.#giveUp("the answer is too large");
    else if (this.#events === undefined) this.#chunks.push(chunk);
    else this.#takeEvents(this.#events, chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#lingering);
    if (!this.#finish()) return;
    if (this.#events === undefined) settleWhole(this.#status, this.#chunks, this.#resolve, this.#reject);
    else
      this.#reject(new ConnectionError("the stream ended without an answer", true, { status: this.#status }));
  }

  onResponseError(_: unknown, error: Error): void {
    clearTimeout(this.#lingering);
    if (this.#finish()) this.#reject(this.#failure ?? broken(error));
  }

  static #onLate(sending: Sending): void {
    sending.#giveUp(`no answer within ${sending.#outgoing.timeoutMs} ms`);
  }

  #takeEvents(read: (chunk: Buffer) => void, chunk: Buffer): void {
    try {
      read(chunk);
    } catch (error) {
      this.#giveUp("the stream is not valid", error);
    }
  }

  #onMessage(message: Record<string, unknown>): void {
    if (this.#isAnswered) return;
    if ("result" in message || "error" in message) {
      this.#finish();
      this.#resolve({ status: this.#status, message, raw: undefined, bytes: this.#bytes });
      // A stream ends with its answer; one that does not would keep its connection for good.
      const overdue = new Error("the stream goes on");
      this.#lingering = setTimeout(() => this.#controller?.abort(overdue), LIMITS.lingerMs);
    } else if (!("id" in message)) {
      // A question of the server's own would reach the caller's client as if we had asked it.
      this.#outgoing.onNotification(message);
    }
  }

  #giveUp(why: string, cause?: unknown): void {
    // Without a controller the request still waits for a connection.
    this.#failure ??= new ConnectionError(why, this.#controller !== undefined, { cause });
    if (this.#controller !== undefined) this.#controller.abort(this.#failure);
    else if (this.#finish()) this.#reject(this.#failure);
  }

  /** Whether this is the first end it comes to; from then on nothing is watched for it. */
  #finish(): boolean {
    if (this.#isAnswered) return false;
    this.#isAnswered = true;
    clearTimeout(this.#timer);
    const { caller, ended } = this.#outgoing;
    caller?.off("close", this.#onClose);
    if (this.#onEnded !== undefined) ended?.removeEventListener("abort", this.#onEnded);
    return true;
  }
}

function broken(cause: NodeJS.ErrnoException): ConnectionError {
  return new ConnectionError("the connection failed", !NOT_SENT.has(cause.code ?? ""), { cause });
}

function settleWhole(status: number, chunks: readonly Buffer[], resolve: Resolve, reject: Reject): void {
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
