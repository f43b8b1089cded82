import { createHash } from "node:crypto";
import { badRequest, preconditionFailed } from "../errors.ts";
import { millisecondsOf } from "../org.ts";
import type { Row } from "../store.ts";

/** Only rows of accounts have one. */
export const etagOf = (row: Row): string =>
  `"${createHash("sha256").update(`${row.Id} ${row.SystemModstamp}`).digest("base64url").slice(0, 22)}--gzip"`;

/** The moment of a row's last change in whole seconds, in the form of HTTP. */
export const lastModified = (row: Row): string =>
  new Date(Math.floor(millisecondsOf(String(row.LastModifiedDate)) / 1_000) * 1_000).toUTCString();

export type Conditions = { headers: Headers; isWrite: boolean; hasEtag: boolean; hasDates: boolean };

/**
 * What the conditional headers of a call say about a row: whether it may be answered with 304. Throws 412 where the row is not the one the
 * caller knows. A change within the second that a date names goes unseen, because such dates have whole seconds.
 */
export function isNotModified(row: Row, { headers, isWrite, hasEtag, hasDates }: Conditions): boolean {
  const tag = etagOf(row);
  const tags = (name: string): string[] | undefined =>
    headers
      .get(name)
      ?.split(",")
      .map((value) => value.trim());
  const [match, noneMatch] = hasEtag ? [tags("if-match"), tags("if-none-match")] : [undefined, undefined];
  if (match && !match.includes(tag) && !match.includes("*")) throw preconditionFailed();
  if (noneMatch && (noneMatch.includes(tag) || noneMatch.includes("*"))) {
    if (isWrite) throw preconditionFailed();
    return true;
  }
  if (!hasDates) return false;
  const modified = Date.parse(lastModified(row));
  const unmodifiedSince = dateOf(headers, "if-unmodified-since", isWrite);
  if (unmodifiedSince !== undefined && modified > unmodifiedSince) throw preconditionFailed();
  const modifiedSince = dateOf(headers, "if-modified-since", isWrite);
  if (modifiedSince === undefined || modified > modifiedSince) return false;
  if (isWrite) throw preconditionFailed();
  return true;
}

/** A date that cannot be read is an error of a write and ignored by a read. */
export function dateOf(headers: Headers, name: string, isWrite: boolean): number | undefined {
  const value = headers.get(name);
  if (value === null) return undefined;
  const time = Date.parse(value);
  if (!Number.isNaN(time)) return time;
  if (isWrite) throw badRequest("INVALID_HEADER_VALUE", `The value of the header ${name} is not a date.`);
  return undefined;
}
