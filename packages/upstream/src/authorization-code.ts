import { type Caller, type Grant, ToolError } from "@gatehouse/tool";
import { ClientSecretBasic, None, processRefreshTokenResponse, refreshTokenGrantRequest } from "oauth4webapi";
import { accessToken, tokenEndpoint, tokenError } from "./oauth.ts";
import { cachedTokens } from "./token-cache.ts";
import type { TokenSource } from "./token-source.ts";

/** Keeps people's refresh tokens. `write` is called when the vendor rotates one, before the new access token is used. */
export type RefreshTokenStore = {
  read(caller: Caller): Promise<string | undefined>;
  write(caller: Caller, refreshToken: string): Promise<void>;
};

/** A registered application at the vendor, and where its people's grants are kept. */
export type AuthorizationCodeOptions = {
  title: string;
  origin: string;
  grant: Extract<Grant, { kind: "authorization_code" }>;
  clientId: string;
  /** Absent for a public client, which sends its id only (RFC 6749, 3.2.1). */
  clientSecret?: string | undefined;
  refreshTokens: RefreshTokenStore;
};

/**
 * Acts as the person: refreshes what they granted once by authorization code (RFC 6749, 6). A person who has granted
 * nothing, or whose grant the vendor no longer accepts, gets `not_connected`.
 */
export function authorizationCode(options: AuthorizationCodeOptions): TokenSource {
  const { title, origin, grant, clientId, clientSecret, refreshTokens } = options;
  const endpoint = tokenEndpoint(origin, grant.tokenPath);
  const authenticate = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
  const client = { client_id: clientId };
  const next = `Connect your ${title} account again, then repeat the call.`;

  return cachedTokens({
    identity: "person",
    keyOf: (caller) => caller.id,
    async fetchToken(caller) {
      const refreshToken = await refreshTokens.read(caller);
      if (refreshToken === undefined)
        throw new ToolError("not_connected", `Your ${title} account is not connected; nothing was read.`);
      try {
        const response = await refreshTokenGrantRequest(
          endpoint.server,
          client,
          authenticate,
          refreshToken,
          endpoint.options,
        );
        const answer = await processRefreshTokenResponse(endpoint.server, client, response);
        if (answer.refresh_token && answer.refresh_token !== refreshToken)
          await refreshTokens.write(caller, answer.refresh_token);
        return accessToken(answer);
      } catch (cause) {
        throw tokenError(title, cause, next);
      }
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
