import { type Caller, type GrantOf, ToolError } from "@gatehouse/tool";
import { processRefreshTokenResponse, refreshTokenGrantRequest } from "oauth4webapi";
import { type ClientCredential, clientAuthentication } from "./client-authentication.ts";
import { accessToken, askForToken, type ClientOptions, tokenEndpoint } from "./oauth.ts";
import { cachedTokens } from "./token-cache.ts";
import type { TokenSource } from "./token-source.ts";

/** Keeps people's refresh tokens. `write` is called when the vendor rotates one, before the new access token is used. */
export type RefreshTokenStore = {
  read(caller: Caller): Promise<string | undefined>;
  write(caller: Caller, refreshToken: string): Promise<void>;
};

/** A registered application at the vendor, and where its people's grants are kept. */
export type AuthorizationCodeOptions = ClientOptions<GrantOf<"authorization_code">> & {
  /** Absent for a public client, which sends its id only (RFC 6749, 3.2.1). */
  credential?: ClientCredential | undefined;
  refreshTokens: RefreshTokenStore;
};

/**
 * Acts as the person: refreshes what they granted once by authorization code (RFC 6749, 6). A person who has granted
 * nothing, or whose grant the vendor no longer accepts, gets `not_connected`. Rejects on start where the credential suits
 * no way the grant names.
 */
export async function authorizationCode(options: AuthorizationCodeOptions): Promise<TokenSource> {
  const { title, grant, clientId, credential, refreshTokens } = options;
  const endpoint = tokenEndpoint(options);
  const authenticate = await clientAuthentication({
    title,
    grant,
    credential,
    endpointUrl: endpoint.url,
    scopes: [],
  });
  const client = { client_id: clientId };
  const said = { title, next: `Connect your ${title} account again, then repeat the call.` };
  const { server, options: sending } = endpoint;

  return cachedTokens({
    identity: "person",
    keyOf: (caller) => caller.id,
    async fetchToken(caller) {
      const refreshToken = await refreshTokens.read(caller);
      if (refreshToken === undefined)
        throw new ToolError("not_connected", `Your ${title} account is not connected; nothing was read.`);
      const answer = await askForToken(said, async () => {
        const response = await refreshTokenGrantRequest(server, client, authenticate, refreshToken, sending);
        return processRefreshTokenResponse(server, client, response);
      });
      if (answer.refresh_token && answer.refresh_token !== refreshToken)
        await refreshTokens.write(caller, answer.refresh_token);
      return accessToken(answer, endpoint);
    },
  });
}

/** One person's refresh token for a server run by that person alone; a rotated one lives as long as the process. */
export function singleRefreshToken(email: string, initial: string | undefined): RefreshTokenStore {
  let current = initial;
  const isOwner = (caller: Caller) => caller.email === email.toLowerCase();
  return {
    read: async (caller) => (isOwner(caller) ? current : undefined),
    write: async (caller, refreshToken) => {
      if (isOwner(caller)) current = refreshToken;
    },
  };
}
