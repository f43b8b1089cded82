import type { JSONWebKeySet } from "jose";
import type { ClientMetadata } from "oidc-provider";
import { redirectFault } from "../redirect-policy.ts";

/** One client that may ask for tokens. Those of the configuration cannot be changed at run time. */
export interface ClientEntry {
  clientId: string;
  name: string;
  /** Compared exactly; only the port of a loopback address is free (RFC 8252, 7.3). A machine has none. */
  redirectUris: readonly string[];
  /** Proves itself by this secret, in the body or the header; without secret and keys it is public, with PKCE alone. */
  secret?: string | undefined;
  /** Proves itself by assertions under these public keys (RFC 7523, `private_key_jwt`). They are never fetched. */
  jwks?: JSONWebKeySet | undefined;
  /** By default `DEFAULT_GRANTS`. */
  grantTypes?: readonly string[] | undefined;
}

export const DEFAULT_GRANTS = ["authorization_code", "refresh_token"];

/** The library looks at a static client only when it is first used; a mistake should stop the start instead. */
export function checkClients(clients: readonly ClientEntry[]): readonly ClientEntry[] {
  const known = new Set<string>();
  for (const { clientId, redirectUris, grantTypes } of clients) {
    if (known.has(clientId)) throw new TypeError(`Two clients have the id ${clientId}.`);
    known.add(clientId);
    const usesBrowser = grantTypes?.includes("authorization_code") ?? true;
    if (usesBrowser && redirectUris.length === 0)
      throw new TypeError(`The client ${clientId} has no redirect URI.`);
    for (const uri of redirectUris) {
      const fault = redirectFault(uri);
      if (fault) throw new TypeError(`The redirect URI ${uri} of client ${clientId} ${fault}.`);
    }
  }
  return clients;
}

/** How a client proves itself at the token endpoint. The library takes a secret in the header as well as in the body. */
const authMethodOf = ({ secret, jwks }: ClientEntry) =>
  secret !== undefined ? "client_secret_post" : jwks !== undefined ? "private_key_jwt" : "none";

/** Client metadata (RFC 7591, section 2) of an entry. */
export function metadataOf(entry: ClientEntry): ClientMetadata {
  const { clientId, name, redirectUris, secret, jwks, grantTypes } = entry;
  const usesBrowser = grantTypes?.includes("authorization_code") ?? true;
  return {
    client_id: clientId,
    client_name: name,
    redirect_uris: [...redirectUris],
    token_endpoint_auth_method: authMethodOf(entry),
    ...(secret !== undefined && { client_secret: secret }),
    ...(jwks !== undefined && { jwks: jwks as ClientMetadata["jwks"] }),
    ...(grantTypes && { grant_types: [...grantTypes] }),
    ...(!usesBrowser && { response_types: [] }),
  };
}

/** All that some client uses; `none` always, because claude.ai picks its published identity only where it stands. */
export const authMethodsOf = (clients: readonly ClientEntry[]) => [
  ...new Set(["none" as const, ...clients.map(authMethodOf)]),
];

/** What a client's assertion may be signed with. */
export const CLIENT_ASSERTION_ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"] as const;
