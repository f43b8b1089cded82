import { isObject } from "../protocol/message.ts";
import type { ScimEmail, ScimUser } from "./scim-resources.ts";

/** What is kept of attributes that decide nothing: whatever of them cannot be read or shown again is left out, never refused. */

const TEXT_MAX = 500;
const EMAILS_MAX = 20;
const NAME_PARTS = [
  "formatted",
  "familyName",
  "givenName",
  "middleName",
  "honorificPrefix",
  "honorificSuffix",
] as const;
/** The only ones that the library shows again (RFC 7643, section 8.7.1). */
const EMAIL_TYPES = ["work", "home", "other"];

export const keptText = (given: unknown): string | undefined =>
  typeof given === "string" ? given.replaceAll("\0", "").slice(0, TEXT_MAX).toWellFormed() : undefined;

export function keptName(given: unknown): ScimUser["name"] {
  if (!isObject(given)) return undefined;
  const parts = NAME_PARTS.flatMap((part) => {
    const text = keptText(valueIn(given, part));
    return text === undefined ? [] : [[part, text]];
  });
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

export function keptEmails(given: unknown): ScimUser["emails"] {
  if (given === undefined || given === null) return undefined;
  const kept = (Array.isArray(given) ? given : [given])
    .slice(0, EMAILS_MAX)
    .flatMap((one) => keptEmail(isObject(one) ? one : { value: one }));
  const first = kept.findIndex(({ primary }) => primary);
  return kept.map((email, index) => (email.primary && index > first ? { ...email, primary: false } : email));
}

/** An address is whole or it is none. */
function keptEmail(given: Record<string, unknown>): ScimEmail[] {
  const [value, type, primary] = ["value", "type", "primary"].map((name) => valueIn(given, name));
  const isKept = typeof value === "string" && isKeepable(value);
  const kind = typeof type === "string" ? type.toLowerCase() : "";
  const word = typeof primary === "string" ? primary.toLowerCase() : primary;
  const email = {
    ...(isKept && { value }),
    ...(EMAIL_TYPES.includes(kind) && { type: kind }),
    ...((word === "true" || word === true) && { primary: true }),
    ...((word === "false" || word === false) && { primary: false }),
  };
  return isKept || (value === undefined && Object.keys(email).length > 0) ? [email] : [];
}

/** Of text, PostgreSQL's jsonb takes neither NUL nor half a character. */
const isKeepable = (text: string): boolean =>
  text.length <= TEXT_MAX && !text.includes("\0") && text.isWellFormed();

/** Names are written in any case (RFC 7643, section 2.1). */
const valueIn = (given: Record<string, unknown>, name: string): unknown =>
  Object.entries(given).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
