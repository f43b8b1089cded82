import type { Verdict } from "@gatehouse/upstream";

type Code = Verdict["code"];

/** What a status means here, on the line or inside the body. One that is absent speaks for itself. */
const STATUS: Record<number, Code> = {
  400: "invalid_input",
  401: "not_connected",
  403: "not_allowed",
  404: "not_found",
  406: "invalid_input",
  408: "upstream_unavailable",
  409: "conflict",
  410: "not_found",
  412: "conflict",
  413: "invalid_input",
  422: "invalid_input",
  429: "rate_limited",
};

/** Codes in words, of the employee list and of problem answers (reference, 4). */
const WORDS: Record<string, { code: Code; message?: string }> = {
  BadPage: {
    code: "conflict",
    message: "The list changed while BambooHR was reading it; nothing was returned.",
  },
  DATASET_NOT_FOUND: { code: "not_found" },
};

/**
 * Reads every form in which BambooHR words an error: `{error: {code, message}}` with a number or a word, problem answers
 * with `status` and `code`, `{errors: [...]}` of webhooks, and `{success: false}`. The first also comes with status 200.
 * Undefined for success, and for the empty and HTML bodies whose status is all there is.
 */
export function classify(status: number, body: unknown): Verdict | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const { error, success, status: ownStatus, code } = body as Record<string, unknown>;
  const inner = typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
  if (status < 300) {
    if (inner !== undefined) return verdict(status, inner);
    return success === false
      ? { code: "conflict", isRepeatable: false, vendorCode: "success: false" }
      : undefined;
  }
  const said = inner ?? code ?? ownStatus;
  // A server's own trouble: its status decides, and whether a repeat may help.
  return said === undefined || status >= 500 ? undefined : verdict(status, said);
}

function verdict(status: number, said: unknown): Verdict {
  const vendorCode = String(said).slice(0, 60);
  const word = WORDS[vendorCode];
  if (word) return { ...word, isRepeatable: false, vendorCode };
  // Inside a 200 the number in the body is the status; beside a real one it may only repeat it.
  const meant = status < 300 ? Number(said) : status;
  const code = STATUS[meant] ?? "upstream_unavailable";
  return { code, isRepeatable: code === "rate_limited" || meant === 503, vendorCode };
}
