import type { Caller } from "@gatehouse/tool";

/**
 * What goes into the Authorization header, as Bearer unless `scheme` says otherwise; with `none` there is no such header.
 * `expiresAt` is in milliseconds since the epoch.
 */
export type AccessToken = { value: string; expiresAt: number; scheme?: "Bearer" | "Basic" | "none" };

/** Where an outgoing call gets its vendor token. Implementations cache, and fetch once however many wait. */
export type TokenSource = {
  /** `service`: one identity for everybody, for reads only. `person`: the vendor sees, and limits, the caller. */
  identity: "service" | "person";
  /** Throws `not_connected` where the vendor refuses, `upstream_unavailable` where it cannot be reached. */
  token(caller: Caller): Promise<AccessToken>;
  /** A token other than the one the vendor has just refused with 401. */
  renew(caller: Caller, refused: AccessToken): Promise<AccessToken>;
};

/** One fixed token, for development. It cannot be renewed, so a refused one stays refused. */
export function staticToken(value: string, identity: TokenSource["identity"] = "service"): TokenSource {
  const token = async () => ({ value, expiresAt: Number.POSITIVE_INFINITY });
  return { identity, token, renew: token };
}

/** For a product that asks nobody to sign in: the calls carry no token, and everybody is the same to it. */
export function noToken(): TokenSource {
  const token = async () => ({ value: "", scheme: "none" as const, expiresAt: Number.POSITIVE_INFINITY });
  return { identity: "service", token, renew: token };
}
