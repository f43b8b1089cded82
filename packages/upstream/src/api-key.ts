import type { TokenSource } from "./token-source.ts";

/** A key, and whose calls it makes. */
export type ApiKeyOptions = {
  key: string;
  /** `person` only where the one person who runs the server owns the key. */
  identity?: TokenSource["identity"];
};

/**
 * One key sent by HTTP Basic as the user name (RFC 7617); the password is a filler that vendors of such keys ignore. The
 * vendor sees the key's owner in every call. It cannot be renewed, so a refused one stays refused.
 */
export function apiKey({ key, identity = "service" }: ApiKeyOptions): TokenSource {
  if (key.includes(":")) throw new Error("an API key with a colon cannot be a user name of HTTP Basic");
  const value = Buffer.from(`${key}:x`).toString("base64");
  const token = async () => ({ value, scheme: "Basic" as const, expiresAt: Number.POSITIVE_INFINITY });
  return { identity, token, renew: token };
}
