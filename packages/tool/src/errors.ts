/**
 * Every way a call can fail. One row decides the HTTP status between gateway and server, what the caller may do next, and
 * whether the same call may be sent again. Over MCP each one is a result with `isError: true` (see `errorResult`).
 */
export const ERRORS = {
  invalid_input: { status: 400, retryable: false, next: "Correct the input and call again." },
  unauthenticated: { status: 401, retryable: false, next: "Sign in again, then repeat the call." },
  not_allowed: { status: 403, retryable: false, next: "Ask for access if your work needs it." },
  phase_closed: { status: 403, retryable: false, next: "Ask the named contact to open this phase." },
  needs_approval: { status: 403, retryable: false, next: "Ask a person to approve it." },
  not_connected: { status: 403, retryable: false, next: "Open the link and connect your account." },
  not_found: { status: 404, retryable: false, next: "Check the id." },
  conflict: { status: 409, retryable: false, next: "Read the present state, then decide again." },
  rate_limited: { status: 429, retryable: true, next: "Wait, then repeat the call." },
  upstream_unavailable: { status: 503, retryable: true, next: "Wait a little, then repeat the call." },
  outcome_unknown: {
    status: 504,
    retryable: false,
    next: "Read the present state before you repeat anything.",
  },
  internal: { status: 500, retryable: false, next: "Report this to IT, with the reference if there is one." },
} as const satisfies Record<string, { status: number; retryable: boolean; next: string }>;

export type ErrorCode = keyof typeof ERRORS;

type Details = {
  /** Vendor text, stack or status: read by logs only, never by a caller or a model. */
  cause?: unknown;
  /** Whole seconds after which a repeat makes sense. */
  retryAfterSeconds?: number;
  /** What to do next where the table's sentence is too general. */
  next?: string;
};

/** The one error class. The message is ours and reaches the model; whatever a vendor said stays in `cause`. */
export class ToolError extends Error {
  override name = "ToolError";
  readonly code: ErrorCode;
  readonly next: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, { cause, retryAfterSeconds, next }: Details = {}) {
    super(message, { cause });
    this.code = code;
    this.next = next ?? ERRORS[code].next;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A known failure as it is; anything else as `internal`, with the original kept as its cause. */
export const toToolError = (error: unknown): ToolError =>
  error instanceof ToolError
    ? error
    : new ToolError("internal", "Something went wrong inside Gatehouse; nothing was returned.", {
        cause: error,
      });

export type ErrorResult = ReturnType<typeof errorResult>;

/** The MCP result that carries a failure: text for the model, the code and the waiting time in `_meta` for programs. */
export function errorResult(error: ToolError, reference?: string) {
  const { code, message, next, retryAfterSeconds } = error;
  const wait = retryAfterSeconds === undefined ? "" : ` (in ${retryAfterSeconds} s)`;
  const tail = reference === undefined ? "" : ` Reference: ${reference}`;
  return {
    isError: true as const,
    content: [{ type: "text" as const, text: `${message} ${next}${wait}${tail}` }],
    _meta: {
      "gatehouse/error": {
        code,
        next,
        retryable: ERRORS[code].retryable,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
        ...(reference !== undefined && { reference }),
      },
    },
  };
}
