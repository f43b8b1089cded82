import { setTimeout as sleep } from "node:timers/promises";
import { type Caller, ToolError } from "@gatehouse/tool";
import type { AccountLimits } from "./account-limits.ts";
import { type Classify, type Context, type Failure, judge, unanswered } from "./failure.ts";
import { LIMITS } from "./limits.ts";
import { connect } from "./send.ts";
import { type Query, target } from "./target.ts";
import type { AccessToken, TokenSource } from "./token-source.ts";

/** One call to a vendor, on behalf of one person. */
export type UpstreamRequest = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path segments, each encoded by itself. */
  path: readonly string[];
  query?: Query;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  caller: Caller;
  /** What the call does, whatever its method: some vendors read by POST. */
  risk: "read" | "write";
  /** A write that the vendor takes for the same one when repeated, such as a PUT on a key of ours. */
  isIdempotent?: boolean;
  /** Statuses beside 2xx that are answers too, such as 302 or 304. They are not shown to `classify`. */
  expected?: readonly number[];
  /** `bytes` gives a successful body as it came, as a Buffer. */
  as?: "json" | "bytes";
  /** Bound of this answer's size where it is not the account's. */
  bytesMax?: number;
  /** Units the call takes from the account's reservoir; 1 unless given. */
  weight?: number;
  signal: AbortSignal;
};

/** A successful answer. `body` is the parsed JSON, undefined where there was none. Header names are lower case. */
export type UpstreamAnswer<Body = unknown> = {
  status: number;
  headers: Record<string, string>;
  body: Body;
};

/** Sends one request. */
export type Send = {
  (request: UpstreamRequest & { as: "bytes" }): Promise<UpstreamAnswer<Buffer>>;
  (request: UpstreamRequest): Promise<UpstreamAnswer>;
};

/** One vendor account: where it is, who signs in, what it carries and how its answers are read. */
export type HttpOptions = {
  /** Product name for messages. */
  title: string;
  origin: string;
  /** Whose token reads, and everything else where `stepTokens` is absent. */
  tokens: TokenSource;
  /** Whose token serves the steps of a change, previews among them, where that is not who reads. */
  stepTokens?: TokenSource;
  limits: AccountLimits;
  /** How this vendor's failures read; absent where an answer's status says all there is to know. */
  classify?: Classify;
  traceHeaders?: readonly string[];
  /** Told of every answer as it came, failures too: for what a vendor says of its limits. Must not throw. */
  observe?(answer: Pick<UpstreamAnswer, "status" | "headers">): void;
  /** Bound of one exchange, and of the request with all its repeats. */
  timeoutMs?: number;
  deadlineMs?: number;
  bodyBytesMax?: number;
  backoffMs?: readonly number[];
};

export type Http = ReturnType<typeof createHttp>;

/**
 * Calls to one vendor account. Reads are repeated where the vendor says that a repeat may help; a write is sent once, and
 * where its answer is lost the outcome is unknown. Under a service identity a write is `not_allowed`: the vendor would
 * record the integration as its author. Every failure is a `ToolError` in our words.
 */
export function createHttp(options: HttpOptions) {
  const { limits, timeoutMs = LIMITS.attemptMs, deadlineMs = LIMITS.deadlineMs } = options;
  const backoffMs = options.backoffMs ?? LIMITS.backoffMs;
  const connection = connect(options.origin, options.bodyBytesMax);
  const tokensOf = (caller: Caller) => tokensFor(caller, options);

  /** One exchange, in its turn. Throws only what happened before it was sent. */
  async function attempt(
    request: UpstreamRequest,
    path: string,
    token: AccessToken,
  ): Promise<UpstreamAnswer | Failure> {
    const context = contextOf(request, options);
    const { caller, risk, weight } = request;
    const turn = { person: caller.id, risk, weight, signal: request.signal };
    return limits.run(turn, async () => {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      const sent = connection.send({ ...wire(request, token), path, signal });
      const answer = await sent.catch((cause: unknown) => unanswered(cause, context));
      if ("error" in answer) return answer;
      options.observe?.({ status: answer.status, headers: answer.headers });
      const judged = judge(answer, context);
      return "error" in judged
        ? judged
        : { status: answer.status, headers: answer.headers, body: judged.body };
    });
  }

  async function request(call: UpstreamRequest): Promise<UpstreamAnswer> {
    const tokens = tokensOf(call.caller);
    if (call.risk === "write" && tokens.identity === "service") throw sharedIdentity(options.title);
    const path = target(call.path, call.query);
    const endsAt = Date.now() + deadlineMs;
    const bounded = { ...call, signal: AbortSignal.any([call.signal, AbortSignal.timeout(deadlineMs)]) };
    const mayRepeat = call.risk === "read" || call.isIdempotent === true;
    let token = await tokens.token(call.caller);
    let hasRenewed = false;
    for (let repeats = 0; ; ) {
      const outcome = await attempt(bounded, path, token);
      if (!("error" in outcome)) return outcome;
      if (outcome.isStaleToken && !hasRenewed) {
        // The vendor refused before doing anything, so this repeat is safe for a write too.
        hasRenewed = true;
        const renewed = await tokens.renew(call.caller, token);
        if (renewed.value === token.value) throw outcome.error;
        token = renewed;
        continue;
      }
      const waitMs = outcome.retryAfterMs ?? jittered(backoffMs[repeats]);
      if (!mayRepeat || !outcome.isRepeatable || repeats++ >= backoffMs.length) throw outcome.error;
      if (bounded.signal.aborted || Date.now() + waitMs >= endsAt) throw outcome.error;
      await sleep(waitMs, undefined, { signal: bounded.signal }).catch(() => {
        throw outcome.error;
      });
    }
  }

  return {
    identity: options.tokens.identity,
    /** Whose token a call of this caller is made with. */
    identityOf: (caller: Caller) => tokensOf(caller).identity,
    allowance: limits.left,
    request: request as Send,
    close: () => connection.close(),
  };
}

/** With one identity for everybody there is no separation of duties, and the vendor's own limits on people do not hold. */
const sharedIdentity = (title: string) =>
  new ToolError(
    "not_allowed",
    `Changes in ${title} must be made under your own sign-in, and this server uses a shared one; nothing was changed.`,
    { next: `Make the change in ${title}, or ask IT to connect personal accounts.` },
  );

const tokensFor = ({ step }: Caller, { tokens, stepTokens = tokens }: HttpOptions): TokenSource =>
  step === undefined ? tokens : stepTokens;

const contextOf = ({ caller, risk, expected, as }: UpstreamRequest, options: HttpOptions): Context => ({
  title: options.title,
  risk,
  identity: tokensFor(caller, options).identity,
  classify: options.classify ?? byStatusAlone,
  traceHeaders: options.traceHeaders ?? [],
  expected: expected ?? [],
  as: as ?? "json",
});

const byStatusAlone: Classify = () => undefined;

const jittered = (ms = 0): number => ms * (1 + LIMITS.backoffJitter * (2 * Math.random() - 1));

function wire({ method, headers, body, as, bytesMax }: UpstreamRequest, token: AccessToken) {
  return {
    method,
    bytesMax,
    headers: {
      accept: as === "bytes" ? "*/*" : "application/json",
      ...headers,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(token.scheme !== "none" && { authorization: `${token.scheme ?? "Bearer"} ${token.value}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}
