import { hash } from "node:crypto";
import { ToolError } from "@gatehouse/tool";
import type { AccessToken } from "../authorization/verify-access-token.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Endpoint, Exchange, Identity } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { WireError } from "../protocol/wire-error.ts";
import type { Person } from "../store/liveness.ts";

type Needs = Pick<Dependencies, "verifyAccessToken" | "tokenKeys" | "people" | "policy">;

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Learns who calls: the token's signature once, then from memory until it expires; the person and the grant behind it at
 * every request, so that whoever is disabled is out at the next call whatever their token says.
 */
export const authenticate = ({ verifyAccessToken, tokenKeys, people, policy }: Needs) => {
  const verified = new Map<string, AccessToken>();
  let keys: unknown;

  const verify = async (token: string, key: string): Promise<AccessToken | undefined> => {
    const before = keys;
    const claims = await verifyAccessToken(token).catch(() => undefined);
    if (claims === undefined || before !== keys) return claims;
    if (verified.size >= LIMITS.tokensCached) verified.clear();
    verified.set(key, claims);
    return claims;
  };

  const admit = (exchange: Exchange, claims: AccessToken | undefined): void | Promise<void> => {
    if (claims === undefined || claims.expiresAt * 1000 <= Date.now())
      throw unauthenticated(exchange.endpoint, "invalid_token");
    if (claims.audience !== exchange.endpoint.resource)
      throw unauthenticated(exchange.endpoint, "invalid_token");
    const person = people.get(claims.personId, claims.grantId);
    if (!(person instanceof Promise)) return settle(exchange, claims, person);
    return person.then(
      (found) => settle(exchange, claims, found),
      (cause) => {
        throw new ToolError(
          "upstream_unavailable",
          "Gatehouse cannot check your account right now; nothing was done.",
          { cause },
        );
      },
    );
  };

  const settle = (exchange: Exchange, claims: AccessToken, person: Person | undefined): void => {
    if (person === undefined) throw unauthenticated(exchange.endpoint, "invalid_token");
    exchange.identity = identityOf(claims, person, policy().rightsOf(person));
  };

  return function authenticate(exchange: Exchange): void | Promise<void> {
    const token = BEARER.exec(exchange.request.headers.authorization ?? "")?.[1];
    if (token === undefined) throw unauthenticated(exchange.endpoint);
    if (tokenKeys() !== keys) {
      // A key may have been taken away, and what it signed counts no longer.
      keys = tokenKeys();
      verified.clear();
    }
    const key = hash("sha256", token, "base64");
    const known = verified.get(key);
    if (known !== undefined) return admit(exchange, known);
    return verify(token, key).then((claims) => admit(exchange, claims));
  };
};

const identityOf = (claims: AccessToken, person: Person, rights: Identity["rights"]): Identity => ({
  id: person.id,
  email: person.email?.toLowerCase() ?? "",
  name: person.name ?? person.email ?? person.id,
  roles: rights.roles,
  clientId: claims.clientId,
  grantId: claims.grantId,
  tokenId: claims.jti,
  scopes: claims.scopes,
  authTime: person.authTime && Math.floor(person.authTime.getTime() / 1000),
  rights,
});

/** The 401 that starts a client's sign-in (RFC 9728, section 5.1), with the scope that reading needs. */
function unauthenticated({ metadataUrl }: Endpoint, error?: "invalid_token"): WireError {
  const parts = [`resource_metadata="${metadataUrl}"`, 'scope="mcp:read"'];
  if (error) parts.unshift(`error="${error}"`, 'error_description="Sign in again."');
  return new WireError("unauthenticated", "Sign in to use this connector.", {
    headers: { "www-authenticate": `Bearer ${parts.join(", ")}` },
  });
}
