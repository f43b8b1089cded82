import { ToolError } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";
import { checkedName } from "./names.ts";

/** An address of this company's SharePoint, taken apart. */
export type Link = {
  url: string;
  host: string;
  /** Names of the path below the host; absent where the address is an opaque one, such as a sharing link. */
  names: string[] | undefined;
  query: URLSearchParams;
};

/** Anything with a scheme, or with a host in front of it, is taken for an address and never for a path. */
export const isLink = (text: string): boolean => /^\s*([a-z][a-z0-9+.-]*:|\/\/|\\\\)/i.test(text);

/**
 * Reads an address that somebody pasted. Nothing is ever fetched from it: it only says which item to ask Graph for. Refuses
 * (`invalid_input`) other schemes, other hosts and with them other tenants, credentials, ports, and paths that climb.
 */
export function readLink(text: string, hosts: readonly string[]): Link {
  const given = text.trim();
  if (given.length > LIMITS.urlCharacters || /[\\\p{Cc}\s]/u.test(given) || !URL.canParse(given))
    throw foreign();
  // The parser supplies slashes that are missing after the scheme; then what was written would not be looked at below.
  if (!/^https:\/\/[^/]/i.test(given)) throw foreign();
  const url = new URL(given);
  const { protocol, username, password, port, hostname } = url;
  if (protocol !== "https:" || username !== "" || password !== "" || port !== "") throw foreign();
  if (!hosts.includes(hostname)) throw foreign();
  // The parser has resolved every `..` by now, so what was written is looked at.
  if (/(^|[/\\]|%2f|%5c)(\.|%2e){2}([/\\?#]|%2f|%5c|$)|%2f|%5c|%00/i.test(pathIn(given))) throw foreign();
  const segments = url.pathname.split("/").filter((segment) => segment !== "");
  const isOpaque = segments.some((segment) => /^:[a-z]:$/.test(segment) || segment === "_layouts");
  return {
    url: url.href,
    host: hostname,
    names: isOpaque ? undefined : segments.map((segment) => checkedName(decoded(segment))),
    query: url.searchParams,
  };
}

/** How Graph's `/shares` names an address: base64url without padding (reference, section 4). */
export const shareToken = (url: string): string => `u!${Buffer.from(url).toString("base64url")}`;

/** What stands between the host and the query, as it was written. */
const pathIn = (given: string): string => /^[^/]*\/\/[^/?#]*([^?#]*)/.exec(given)?.[1] ?? "";

/** Text with percent signs, decoded; one that cannot be is no address. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw foreign();
  }
}

const foreign = () =>
  new ToolError(
    "invalid_input",
    "This is no address of a place in your company's SharePoint; nothing was opened.",
    {
      next: "Give the address as SharePoint shows it, or find the place with the list or search tools.",
    },
  );
