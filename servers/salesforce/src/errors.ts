import { ToolError } from "@gatehouse/tool";
import type { Verdict } from "@gatehouse/upstream";

type Detail = { errorCode?: unknown; statusCode?: unknown; message?: unknown };

/**
 * What a code means wherever it stands: the same one comes with several statuses (reference, section 8). Names are certain;
 * which of them comes in which case is in part [recalled].
 */
const CODES: Record<string, Verdict["code"]> = {
  INVALID_SESSION_ID: "not_connected",
  API_DISABLED_FOR_ORG: "not_allowed",
  API_CURRENTLY_DISABLED: "not_allowed",
  INSUFFICIENT_ACCESS: "not_allowed",
  INSUFFICIENT_ACCESS_OR_READONLY: "not_allowed",
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: "not_allowed",
  INVALID_TYPE: "not_allowed",
  INVALID_FIELD: "not_allowed",
  INVALID_FIELD_FOR_INSERT_UPDATE: "not_allowed",
  NOT_FOUND: "not_found",
  ENTITY_IS_DELETED: "not_found",
  MALFORMED_ID: "not_found",
  INVALID_CROSS_REFERENCE_KEY: "not_found",
  REQUIRED_FIELD_MISSING: "invalid_input",
  FIELD_CUSTOM_VALIDATION_EXCEPTION: "invalid_input",
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: "invalid_input",
  STRING_TOO_LONG: "invalid_input",
  INVALID_QUERY_LOCATOR: "invalid_input",
  DUPLICATES_DETECTED: "conflict",
  ENTITY_IS_LOCKED: "conflict",
  UNABLE_TO_LOCK_ROW: "conflict",
  ALREADY_IN_PROCESS: "conflict",
  NO_APPLICABLE_PROCESS: "conflict",
  PRECONDITION_FAILED: "conflict",
  QUERY_TIMEOUT: "upstream_unavailable",
  SERVER_UNAVAILABLE: "upstream_unavailable",
  MALFORMED_QUERY: "internal",
  MALFORMED_SEARCH: "internal",
  JSON_PARSER_ERROR: "internal",
  UNSUPPORTED_API_VERSION: "internal",
};

/** Any other code leaves the meaning to the status; 400 is ours to have caused. */
const STATUS: Record<number, Verdict["code"]> = {
  400: "internal",
  401: "not_connected",
  403: "not_allowed",
  404: "not_found",
  409: "conflict",
  412: "conflict",
  429: "rate_limited",
};

/** Codes after which Salesforce has done nothing and may do it if asked again. */
const DID_NOTHING = new Set(["UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE"]);

const MESSAGES: Record<string, string> = {
  INVALID_TYPE: "Your Salesforce user may not see records of this kind; nothing was returned.",
  INVALID_FIELD: "Your Salesforce user may not see a field that this needs; nothing was returned.",
  QUERY_TIMEOUT: "Salesforce took too long over this; nothing was returned.",
  INVALID_QUERY_LOCATOR: "Salesforce has forgotten where this list stood; nothing was returned.",
};

/** Reads Salesforce's list of errors by its first code; undefined leaves the answer to its status. */
export function classify(status: number, body: unknown): Verdict | undefined {
  if (status < 400) return undefined;
  const [first] = Array.isArray(body) ? (body as Detail[]) : [];
  // Collections call it `statusCode` (reference, section 10).
  const vendorCode = [first?.errorCode, first?.statusCode].find((code) => typeof code === "string");
  // Without a code it is a proxy's page or something unknown: the status is all there is.
  if (vendorCode === undefined) return undefined;
  const said = typeof first?.message === "string" ? first.message : "";
  if (vendorCode === "REQUEST_LIMIT_EXCEEDED") return limited(said);
  const didNothing = DID_NOTHING.has(vendorCode);
  const code = CODES[vendorCode] ?? STATUS[status] ?? (status >= 500 ? "upstream_unavailable" : "internal");
  return {
    code,
    isRepeatable: didNothing,
    didNothing,
    vendorCode,
    message: MESSAGES[vendorCode],
    isStaleToken: vendorCode === "INVALID_SESSION_ID" && !/not valid for use with the REST API/.test(said),
  };
}

/** One code for two things: the day's calls are used up, which no wait of ours ends, or too many long ones run at once. */
function limited(said: string): Verdict {
  const vendorCode = "REQUEST_LIMIT_EXCEEDED";
  if (said.startsWith("Concurrent")) return { code: "rate_limited", isRepeatable: true, vendorCode };
  return {
    code: "rate_limited",
    isRepeatable: false,
    // The count covers the last 24 hours and Salesforce names no end; an hour lets some of it pass out of the window.
    retryAfterMs: 3_600_000,
    vendorCode,
    message:
      "This company's calls to Salesforce for the day are used up, by all its programs together; nothing was returned.",
  };
}

/** The failure of one part of a composite answer, which by itself came with success. */
export function partError(status: number, body: unknown): ToolError {
  const verdict = classify(status, body);
  const code = verdict?.code ?? STATUS[status] ?? "upstream_unavailable";
  const message = verdict?.message ?? "Salesforce could not answer a part of this; nothing was returned.";
  const waitMs = verdict?.retryAfterMs;
  return new ToolError(code, message, {
    cause: { status, vendorCode: verdict?.vendorCode, text: JSON.stringify(body)?.slice(0, 2_000) },
    ...(waitMs !== undefined && { retryAfterSeconds: Math.ceil(waitMs / 1_000) }),
  });
}

/** Salesforce's own code of a failure and what it said, for this server's decisions and for nobody's eyes. */
export function vendorFacts(error: unknown): { vendorCode?: string; text: string } {
  const cause = error instanceof ToolError ? (error.cause as { vendorCode?: string; text?: string }) : {};
  return {
    ...(typeof cause?.vendorCode === "string" && { vendorCode: cause.vendorCode }),
    text: String(cause?.text ?? ""),
  };
}

/** The field of that refusal `No such column 'X' on entity 'Y'`: a name to compare with our own, never to show. */
export const refusedColumn = (text: string): string | undefined =>
  /No such column '([\w.]{1,120})'/.exec(text)?.[1];
