import type { Verdict } from "@gatehouse/upstream";
import { fields, textOf } from "./values.ts";

type Known = Pick<Verdict, "code" | "isRepeatable" | "message">;

const ITEM_LOCKED = "This is checked out or open for editing by somebody else; nothing was changed.";

/** One answer for what is missing and what is hidden: a difference would tell that something is there. */
export const NO_ACCESS = "SharePoint has no such site, file or list, or the account used may not open it.";

/** Callers name places in three ways, and one of them may have gone stale. */
export const WAY_ON = "Check the ref, path or url, or list the place again.";

const known = (code: Verdict["code"], message?: string): Known => ({
  code,
  isRepeatable: false,
  ...(message && { message }),
});
const repeatable = (code: Verdict["code"]): Known => ({ code, isRepeatable: true });

/** Reads are asked again after it (reference, section 7); whether a change was made before it, Microsoft does not say. */
const unavailable = repeatable("upstream_unavailable");
const notFound = known("not_found", NO_ACCESS);
const refusedInput = known("invalid_input");
const stale = known(
  "invalid_input",
  "This mark is too old for SharePoint to go on from; nothing was read. Give a date instead.",
);

/** Codes of Graph and SharePoint that say more than a status (reference, section 7). */
const CODES: Record<string, Known> = {
  invalidRequest: refusedInput,
  BadRequest: refusedInput,
  invalidPath: known("invalid_input", "SharePoint does not accept this path; nothing was read."),
  pathIsTooLong: known("invalid_input", "This path is too long for SharePoint; nothing was read."),
  // The first name is [recalled].
  InvalidAuthenticationToken: known("not_connected"),
  unauthenticated: known("not_connected"),
  Authorization_IdentityNotFound: known("not_connected"),
  insufficient_claims: known(
    "not_connected",
    "Microsoft wants more proof of who you are before it answers; nothing was read.",
  ),
  accessDenied: notFound,
  itemNotFound: notFound,
  notAllowed: known("not_allowed"),
  malwareDetected: known("not_allowed", "SharePoint has found malware in this file; it was not read."),
  notSupported: known(
    "not_allowed",
    "SharePoint cannot turn this file into a readable form; it was not read.",
  ),
  nameAlreadyExists: known("conflict", "Something of this name is there already; nothing was changed."),
  resyncRequired: stale,
  resyncChangesApplyDifferences: stale,
  resyncChangesUploadDifferences: stale,
  // The exact code of a failed If-Match is [open].
  resourceModified: known("conflict"),
  entityTagDoesNotMatch: known("conflict"),
  resourceLocked: known("conflict", ITEM_LOCKED),
  activityLimitReached: repeatable("rate_limited"),
  throttledRequest: repeatable("rate_limited"),
  TooManyRequests: repeatable("rate_limited"),
  quotaLimitReached: known("conflict", "The site has no space left; nothing was changed."),
  serviceNotAvailable: unavailable,
  generalException: unavailable,
};

/** What a status says where no code is known. */
const STATUS: Record<number, Known> = {
  401: known("not_connected"),
  403: notFound,
  404: notFound,
  406: CODES.notSupported as Known,
  409: known("conflict"),
  410: stale,
  412: known("conflict"),
  423: known("conflict", ITEM_LOCKED),
  429: repeatable("rate_limited"),
  500: unavailable,
  502: unavailable,
  503: unavailable,
  504: unavailable,
};

const DEPTH_MAX = 5;

/** Reads an error of Graph by its deepest known code; undefined leaves the answer to its status. Never by its message. */
export function classify(status: number, body: unknown): Verdict | undefined {
  if (status < 300) return undefined;
  const codes = codesIn(body);
  const deepest = codes.findLast((code) => Object.hasOwn(CODES, code));
  const verdict = withStatus(status, deepest) ?? STATUS[status];
  return verdict && { ...verdict, vendorCode: codes.join(" ") || undefined };
}

/** What a code means depends on the status in two places: a write's failed condition, and a server's own fault. */
function withStatus(status: number, code: string | undefined): Known | undefined {
  if (status === 412) return known("conflict");
  if (status >= 500 && code !== "serviceNotAvailable" && code !== "quotaLimitReached")
    return STATUS[status] ?? known("upstream_unavailable");
  return code === undefined ? undefined : CODES[code];
}

/** `error.code` and the codes of the `innerError` inside one another, outermost first; both spellings are seen. */
function codesIn(body: unknown): string[] {
  const codes: string[] = [];
  let level = fields(fields(body).error);
  for (let depth = 0; depth < DEPTH_MAX; depth++) {
    const code = textOf(level.code);
    if (code !== undefined) codes.push(code.slice(0, 60));
    level = fields(level.innerError ?? level.innererror);
  }
  return codes;
}
