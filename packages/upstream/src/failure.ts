import { type ErrorCode, ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";
import { retryAfterMs } from "./retry-after.ts";
import { OversizeError, type RawAnswer } from "./send.ts";
import type { TokenSource } from "./token-source.ts";

/** What a vendor's answer means to us. */
export type Verdict = {
  code: ErrorCode;
  /** Whether the same call may succeed a moment later. Followed for reads, and for writes that the vendor tells apart. */
  isRepeatable: boolean;
  /** True where the vendor says that it did nothing; where absent, a fault of its own leaves a write's outcome unknown. */
  didNothing?: boolean;
  retryAfterMs?: number | undefined;
  /** For the log. */
  vendorCode?: string | undefined;
  /** A sentence of ours for the caller; the general one of the code where absent. Never the vendor's words. */
  message?: string | undefined;
  /** Whether another token may help; where absent, a 401 says so. */
  isStaleToken?: boolean | undefined;
};

/** Reads a vendor's answer: undefined for success, and for a failure that its status alone explains. */
export type Classify = (status: number, body: unknown) => Verdict | undefined;

export type Failure = {
  error: ToolError;
  isRepeatable: boolean;
  retryAfterMs?: number | undefined;
  isStaleToken: boolean;
};

export type Context = {
  title: string;
  risk: "read" | "write";
  identity: TokenSource["identity"];
  classify: Classify;
  /** Answer headers worth keeping for the log, such as the vendor's operation id. */
  traceHeaders: readonly string[];
  /** Statuses beside 2xx that are answers to this call. */
  expected: readonly number[];
  as: "json" | "bytes";
};

/** What a caller is told, by code and the name of the product. */
export const MESSAGES: Record<ErrorCode, (title: string) => string> = {
  invalid_input: (title) => `${title} does not accept the content of this call; nothing was changed.`,
  unauthenticated: (title) => `${title} asks for a sign-in.`,
  not_allowed: (title) => `The account used for ${title} may not do this; nothing was changed.`,
  phase_closed: (title) => `${title} is closed for this.`,
  needs_approval: (title) => `${title} wants an approval first.`,
  not_connected: (title) =>
    `${title} does not accept the sign-in that Gatehouse holds; nothing was read or changed.`,
  not_found: (title) => `${title} has no such record, or the account used may not see it.`,
  conflict: (title) => `${title} refuses this in the record's present state; nothing was changed.`,
  rate_limited: (title) => `${title} takes no more calls at the moment; this one was not carried out.`,
  upstream_unavailable: (title) => `${title} did not give a usable answer; nothing was returned.`,
  outcome_unknown: (title) =>
    `${title} was asked to change something and its answer was lost: it may have happened or not.`,
  internal: () => "Something went wrong inside Gatehouse; nothing was returned.",
};

/** What an answer's status alone says. 400 is ours to have caused; anything unlisted is no usable answer. */
const STATUS: Record<number, Verdict> = {
  400: { code: "invalid_input", isRepeatable: false },
  401: { code: "not_connected", isRepeatable: false },
  403: { code: "not_allowed", isRepeatable: false },
  404: { code: "not_found", isRepeatable: false },
  409: { code: "conflict", isRepeatable: false },
  412: { code: "conflict", isRepeatable: false },
  422: { code: "invalid_input", isRepeatable: false },
  429: { code: "rate_limited", isRepeatable: true },
  503: { code: "upstream_unavailable", isRepeatable: true },
  504: { code: "upstream_unavailable", isRepeatable: true },
};

/** An answer, read: its parsed body, or why it is a failure. */
export function judge(answer: RawAnswer, context: Context): { body: unknown } | Failure {
  const isExpected = context.expected.includes(answer.status);
  if (context.as === "bytes" && (isExpected || isSuccess(answer.status))) return { body: answer.bytes };
  const body = parse(answer.bytes.toString("utf8"));
  // What comes with a redirect, say, need not be JSON: its status and headers are the answer.
  if (isExpected) return { body: body === BROKEN ? undefined : body };
  const vendors = context.classify(answer.status, body === BROKEN ? undefined : body);
  if (vendors) return failed(answer, vendors, context);
  const verdict = byStatus(answer.status);
  if (verdict) return failed(answer, verdict, context);
  if (body !== BROKEN) return { body };
  const broken = { code: "upstream_unavailable", isRepeatable: false, vendorCode: "broken JSON" } as const;
  return failed(answer, broken, context);
}

const BROKEN = Symbol("broken");

function parse(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return BROKEN;
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function byStatus(status: number): Verdict | undefined {
  if (isSuccess(status)) return undefined;
  return STATUS[status] ?? { code: "upstream_unavailable", isRepeatable: false };
}

function failed(answer: RawAnswer, verdict: Verdict, context: Context): Failure {
  const { title, risk, identity, traceHeaders } = context;
  // A server's fault, or an answer nobody can read, does not say whether the write happened. Nor does a bare 503: a proxy
  // in between may say it after passing the call on. That a read may be asked again says nothing about this.
  const isLost = risk === "write" && verdict.code === "upstream_unavailable" && verdict.didNothing !== true;
  const code = isLost ? "outcome_unknown" : verdict.code;
  const waitMs = verdict.retryAfterMs ?? retryAfterMs(answer.headers);
  const cause = {
    status: answer.status,
    vendorCode: verdict.vendorCode,
    trace: Object.fromEntries(traceHeaders.map((name) => [name, answer.headers[name]])),
    text: textForTheLog(answer),
  };
  const message = (isLost ? undefined : verdict.message) ?? MESSAGES[code](title);
  const error = new ToolError(code, message, {
    cause,
    ...(code === "rate_limited" && { retryAfterSeconds: Math.max(1, Math.ceil((waitMs ?? 1_000) / 1_000)) }),
    ...(code === "not_connected" &&
      identity === "service" && { next: `Ask IT to check how Gatehouse signs in to ${title}.` }),
  });
  const { isRepeatable, isStaleToken = answer.status === 401 } = verdict;
  return { error, isRepeatable, retryAfterMs: waitMs, isStaleToken };
}

/** A refusal is the vendor's own sentence. Behind a success stand records, even where their JSON is cut: a log gets their size. */
const textForTheLog = ({ status, bytes }: RawAnswer): string =>
  isSuccess(status)
    ? `${bytes.length} bytes that are not repeated here`
    : bytes.toString("utf8", 0, LIMITS.causeBytesMax);

/** Errors raised before a connection stood: the upstream has seen nothing of the call. */
const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** OpenSSL's and Node's codes for a certificate we do not trust: the connection ended before the call. */
const NOT_TRUSTED = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** A call that got no answer at all: refused connection, hang, reset, or a body beyond all bounds. */
export function unanswered(cause: unknown, { title, risk }: Context): Failure {
  const reason = String((cause as { code?: unknown } | null)?.code);
  const wasSent = !NOT_SENT.has(reason) && !NOT_TRUSTED.test(reason);
  const code = risk === "write" && wasSent ? "outcome_unknown" : "upstream_unavailable";
  return {
    error: new ToolError(code, MESSAGES[code](title), { cause }),
    isRepeatable: !(cause instanceof OversizeError) && (cause as Error | null)?.name !== "TimeoutError",
    isStaleToken: false,
  };
}
