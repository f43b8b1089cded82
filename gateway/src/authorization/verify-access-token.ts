import { createLocalJWKSet, type JWK, jwtVerify } from "jose";

export interface AccessToken {
  personId: string;
  clientId: string;
  scopes: readonly string[];
  /** The one MCP URL this token is for; whoever serves another must refuse it. */
  audience: string;
  grantId: string;
  jti: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

export type VerifyAccessToken = (token: string) => Promise<AccessToken>;

/** Clocks of two replicas may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Accepts what this authorization server signed as an access token (RFC 9068) for one of `resources`, and nothing
 * else: algorithm and type are fixed, keys come from memory, never from the token's header. Rejects otherwise.
 */
export function createAccessTokenVerifier(options: {
  issuer: string;
  resources: readonly string[];
  publicKeys: readonly JWK[];
}): VerifyAccessToken {
  const keys = createLocalJWKSet({ keys: [...options.publicKeys] });
  const checks = {
    algorithms: ["ES256"],
    issuer: options.issuer,
    audience: [...options.resources],
    typ: "at+jwt",
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ["sub", "aud", "exp", "jti", "client_id", "scope", "gid"],
  };
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, checks);
    const { sub, aud, exp, jti, client_id, scope, gid } = payload;
    if (typeof aud !== "string" || typeof client_id !== "string" || typeof scope !== "string")
      throw malformed();
    if (typeof gid !== "string" || sub === undefined || jti === undefined || exp === undefined)
      throw malformed();
    const scopes = scope.split(" ");
    return { personId: sub, clientId: client_id, scopes, audience: aud, grantId: gid, jti, expiresAt: exp };
  };
}

const malformed = () => new TypeError("The access token carries a claim of the wrong type.");
