import type { Verdict } from "@gatehouse/upstream";

type Detail = { detail?: unknown; "o:errorCode"?: unknown; "o:errorPath"?: unknown };

/** Codes that say "too much at once". They come with 429 or with 400, so the status decides nothing (reference, 7). */
const THROTTLED = new Set([
  "CONCURRENCY_LIMIT_EXCEEDED",
  "REQUEST_LIMIT_EXCEEDED",
  "SSS_REQUEST_LIMIT_EXCEEDED",
  "WS_CONCUR_SESSION_DISALLWD",
]);

/** What a 400 means, which NetSuite gives for nearly everything. */
const CODES: Record<string, Verdict["code"]> = {
  NONEXISTENT_ID: "not_found",
  RCRD_DSNT_EXIST: "not_found",
  INSUFFICIENT_PERMISSION: "not_allowed",
  INVALID_CONTENT: "invalid_input",
  IDEMPOTENCY_ERROR: "conflict",
  // What a workflow, a closed period or a lock answers [recalled].
  USER_ERROR: "conflict",
};

/** Any other status speaks for itself. */
const STATUS: Record<number, Verdict["code"]> = {
  401: "not_connected",
  403: "not_allowed",
  404: "not_found",
  409: "conflict",
  429: "rate_limited",
};

/** Names that may stand in a message of ours although the vendor repeated them: the fields our tools write. */
const OUR_FIELDS = /^(email|phone|mobilePhone|title|memo|approvalStatus|addressBook)\b/;

/** Reads NetSuite's error object by its codes first; undefined leaves the answer to its status. */
export function classify(status: number, body: unknown): Verdict | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const details = (body as { "o:errorDetails"?: unknown })["o:errorDetails"];
  const [first, ...more] = (Array.isArray(details) ? details : []) as Detail[];
  const top = (body as Detail)["o:errorCode"];
  const codes = [first, ...more]
    .map((detail) => detail?.["o:errorCode"])
    .concat(top)
    .filter(isText);
  // Without a code it is a proxy's page or something unknown: the status is all there is.
  if (codes.length === 0) return undefined;
  const vendorCode = codes.join(" ");
  if (codes.some((code) => THROTTLED.has(code)))
    return { code: "rate_limited", isRepeatable: true, vendorCode };
  return { ...byCode(status, codes[0] as string, first ?? {}), isRepeatable: false, vendorCode };
}

const isText = (value: unknown): value is string => typeof value === "string";

function byCode(status: number, code: string, detail: Detail): Pick<Verdict, "code" | "message"> {
  if (status !== 400)
    return { code: STATUS[status] ?? (status >= 500 ? "upstream_unavailable" : "internal") };
  const text = isText(detail.detail) ? detail.detail : "";
  // A transaction that is missing, or is of another type than the path says, answers 400 (reference, 7).
  if (code === "USER_ERROR" && text.includes("Transaction type specified is incorrect"))
    return { code: "not_found" };
  if (code === "INVALID_PARAMETER") return unknownColumn(text);
  // The path is the vendor's text: only the name of a field we know is taken from it.
  const path = isText(detail["o:errorPath"]) ? OUR_FIELDS.exec(detail["o:errorPath"])?.[0] : undefined;
  if (code === "INVALID_CONTENT" && path)
    return {
      code: "invalid_input",
      message: `NetSuite does not accept the value for ${path}; nothing was changed.`,
    };
  return { code: CODES[code] ?? "internal" };
}

/** A table or column for which the role has no permission reads as unknown [recalled]; any other case is our mistake. */
const unknownColumn = (text: string): Pick<Verdict, "code" | "message"> =>
  /Unknown identifier|Invalid search type/.test(text)
    ? {
        code: "not_allowed",
        message: "The NetSuite role used here may not read all that this needs; nothing was returned.",
      }
    : { code: "internal" };
