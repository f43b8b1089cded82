import { type Caller, type GrantOf, ToolError } from "@gatehouse/tool";
import { type ClientCredential, clientAuthentication } from "./client-authentication.ts";
import { LIMITS } from "./limits.ts";
import {
  accessToken,
  askForToken,
  askWithAssertion,
  type ClientOptions,
  scopeParameter,
  tokenEndpoint,
} from "./oauth.ts";
import { cachedTokens } from "./token-cache.ts";
import type { TokenSource } from "./token-source.ts";

/** A registered application that holds people's tokens for itself. */
export type OnBehalfOfOptions = ClientOptions<GrantOf<"on_behalf_of">> & {
  credential: ClientCredential;
  scopes: readonly string[];
  /** A token of the person whose audience is this application, checked already; undefined where there is none. */
  assertionOf(caller: Caller): Promise<string | undefined>;
};

/**
 * Acts as the person by exchanging a token they hold for this application (Microsoft identity platform, "OAuth 2.0
 * On-Behalf-Of flow"). Kept until five minutes before its end, because the vendor bounds how often one person's may be
 * asked for. Somebody without such a token, or from whom the vendor wants more proof, is `not_connected`.
 */
export async function onBehalfOf(options: OnBehalfOfOptions): Promise<TokenSource> {
  const { title, grant, clientId, credential, scopes, assertionOf } = options;
  const endpoint = tokenEndpoint(options);
  const authenticate = await clientAuthentication({
    title,
    grant,
    credential,
    endpointUrl: endpoint.url,
    scopes,
  });
  const next = `Sign in to Gatehouse again with your work account for ${title}, then repeat the call.`;
  return cachedTokens({
    identity: "person",
    keyOf: (caller) => caller.id,
    marginMs: LIMITS.onBehalfOfMarginMs,
    async fetchToken(caller) {
      const assertion = await assertionOf(caller);
      if (assertion === undefined)
        throw new ToolError("not_connected", `Your ${title} account is not connected; nothing was read.`, {
          next,
        });
      const parameters = { assertion, requested_token_use: "on_behalf_of", ...scopeParameter(scopes) };
      const answer = await askForToken({ title, next }, () =>
        askWithAssertion(endpoint, clientId, authenticate, parameters),
      );
      return accessToken(answer, endpoint);
    },
  });
}
