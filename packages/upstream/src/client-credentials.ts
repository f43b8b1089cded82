import type { GrantOf } from "@gatehouse/tool";
import { clientCredentialsGrantRequest, processClientCredentialsResponse } from "oauth4webapi";
import { type ClientCredential, clientAuthentication } from "./client-authentication.ts";
import { accessToken, askForToken, type ClientOptions, scopeParameter, tokenEndpoint } from "./oauth.ts";
import { cachedTokens } from "./token-cache.ts";
import type { TokenSource } from "./token-source.ts";

/** A registered application that acts as itself. */
export type ClientCredentialsOptions = ClientOptions<GrantOf<"client_credentials">> & {
  credential: ClientCredential;
  scopes: readonly string[];
};

/**
 * A service identity by client credentials (RFC 6749, 4.4), with a secret or a signed JWT as the grant allows. Rejects on
 * start where the credential suits no way the grant names.
 */
export async function clientCredentials(options: ClientCredentialsOptions): Promise<TokenSource> {
  const { title, grant, clientId, credential, scopes } = options;
  const endpoint = tokenEndpoint(options);
  const authenticate = await clientAuthentication({
    title,
    grant,
    credential,
    endpointUrl: endpoint.url,
    scopes,
  });
  const parameters = scopeParameter(scopes);
  const client = { client_id: clientId };
  const said = { title, next: `Ask IT to check how Gatehouse signs in to ${title}.` };
  const { server, options: sending } = endpoint;
  const ask = async () => {
    const response = await clientCredentialsGrantRequest(server, client, authenticate, parameters, sending);
    return processClientCredentialsResponse(server, client, response);
  };
  return cachedTokens({
    identity: "service",
    keyOf: () => "service",
    fetchToken: async () => accessToken(await askForToken(said, ask), endpoint),
  });
}
