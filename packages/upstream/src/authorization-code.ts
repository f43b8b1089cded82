import { type Caller, type GrantOf, ToolError } from "@gatehouse/tool";
import { processRefreshTokenResponse, refreshTokenGrantRequest } from "oauth4webapi";
import { type ClientCredential, clientAuthentication } from "./client-authentication.ts";
import { accessToken, askForToken, type ClientOptions, scopeParameter, tokenEndpoint } from "./oauth.ts";
import { cachedTokens } from "./token-cache.ts";
import type { AccessToken, TokenSource } from "./token-source.ts";

/** What a refresh brought: an access token, and another refresh token where the vendor rotates them. */
export type Refreshed = { token: AccessToken; refreshToken: string | undefined };

/** Keeps people's refresh tokens, which many vendors accept once. */
export type RefreshTokenStore = {
  /**
   * Gives the person's refresh token to `refresh` while nobody else spends it, and keeps what comes back before anybody uses
   * it. May give a token that somebody else has got meanwhile, but not the `refused` one. Undefined for a person who has
   * granted nothing.
   */
  spend(
    caller: Caller,
    refresh: (refreshToken: string) => Promise<Refreshed>,
    refused?: AccessToken,
  ): Promise<AccessToken | undefined>;
};

/** A registered application at the vendor, and where its people's grants are kept. */
export type AuthorizationCodeOptions = ClientOptions<GrantOf<"authorization_code">> & {
  /** Absent for a public client, which sends its id only (RFC 6749, 3.2.1). */
  credential?: ClientCredential | undefined;
  refreshTokens: RefreshTokenStore;
  /** What to ask for at a refresh where the grant takes less than was granted; all of it unless given. */
  scopes?: readonly string[];
};

/**
 * Acts as the person: refreshes what they granted once by authorization code (RFC 6749, 6). A person who has granted
 * nothing, or whose grant the vendor no longer accepts, gets `not_connected`. Rejects on start where the credential suits
 * no way the grant names.
 */
export async function authorizationCode(options: AuthorizationCodeOptions): Promise<TokenSource> {
  const { title, grant, clientId, credential, refreshTokens, scopes = [] } = options;
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

  const additionalParameters = grant.narrowsOnRefresh ? scopeParameter(scopes) : {};

  const refresh = async (refreshToken: string): Promise<Refreshed> => {
    const answer = await askForToken(said, async () => {
      const asking = { ...sending, additionalParameters };
      const response = await refreshTokenGrantRequest(server, client, authenticate, refreshToken, asking);
      return processRefreshTokenResponse(server, client, response);
    });
    return { token: accessToken(answer, endpoint), refreshToken: answer.refresh_token };
  };

  return cachedTokens({
    identity: "person",
    keyOf: (caller) => caller.id,
    async fetchToken(caller, refused) {
      const token = await refreshTokens.spend(caller, refresh, refused);
      if (token !== undefined) return token;
      throw new ToolError("not_connected", `Your ${title} account is not connected; nothing was read.`);
    },
  });
}

/** One person's refresh token for a server run by that person alone; a rotated one lives as long as the process. */
export function singleRefreshToken(email: string, initial: string | undefined): RefreshTokenStore {
  let current = initial;
  return {
    async spend(caller, refresh) {
      if (caller.email !== email.toLowerCase() || current === undefined) return undefined;
      const { token, refreshToken } = await refresh(current);
      current = refreshToken ?? current;
      return token;
    },
  };
}
