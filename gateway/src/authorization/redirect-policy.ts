import { LOOPBACK_HOSTS } from "../loopback.ts";

export const isLoopback = (url: URL): boolean => LOOPBACK_HOSTS.has(url.hostname);

/**
 * Why this redirect URI may not be registered; undefined when it may. Allowed are https anywhere and plain http on
 * loopback (RFC 8252, 7.3). A spelling that a URL parser would change is refused, since matching is by string.
 */
export function redirectFault(redirectUri: string): string | undefined {
  const url = URL.parse(redirectUri);
  if (!url) return "is not an absolute URL";
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url))) {
    return "must be https, or http on loopback";
  }
  if (url.username || url.password) return "must not contain user information";
  if (redirectUri.includes("#")) return "must not contain a fragment";
  if (redirectUri.includes("*")) return "must not contain a wildcard";
  if (url.href !== redirectUri) return `must be written as ${url.href}`;
  return undefined;
}
