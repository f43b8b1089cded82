import type Provider from "oidc-provider";
import type { TokenEndpointGrantContext } from "oidc-provider";
import { errors } from "oidc-provider";
import type { ResourceInfo } from "../scopes.ts";
import type { MayWrite } from "../sign-in-options.ts";

/** A way to a token beside code and refresh. */
export interface GrantType {
  name: string;
  /** What it takes of the form, beside `grant_type` and client authentication. */
  parameters: readonly string[];
  handle(ctx: TokenEndpointGrantContext, issuing: Issuing): Promise<void>;
}

/** What issuing a token without a browser takes. */
export interface Issuing {
  provider: Provider;
  info: ResourceInfo;
  /** Stands in where a request names no resource. */
  defaultResource: string;
  mayWrite: MayWrite;
}

/** Asked for, and allowed by everybody who has a say. Throws `invalid_scope` where nothing is left. */
export async function narrowedScope(
  asked: string | undefined,
  allowed: readonly string[],
  personId: string,
  mayWrite: MayWrite,
): Promise<string> {
  const wanted = asked?.split(" ") ?? allowed;
  const scopes = allowed.filter((scope) => wanted.includes(scope));
  const isAllowed = await Promise.all(
    scopes.map((scope) => (scope === "mcp:write" ? mayWrite(personId) : Promise.resolve(true))),
  );
  const left = scopes.filter((_, index) => isAllowed[index]);
  if (left.length === 0) throw new errors.InvalidScope("nothing of this scope can be granted", asked ?? "");
  return left.join(" ");
}

/**
 * Answers with an access token and no refresh token. A grant of the same life stands behind it, so that the check of every call,
 * revocation and the audit find what they find behind any other token.
 */
export async function issueToken(
  ctx: TokenEndpointGrantContext,
  { provider, info, defaultResource }: Issuing,
  { personId, scope }: { personId: string; scope: string },
): Promise<void> {
  const { client, params } = ctx.oidc;
  const found = info(params.resource ?? defaultResource, client.clientId);
  const grant = new provider.Grant({
    accountId: personId,
    clientId: client.clientId,
    expiresIn: found.accessTokenTTL,
  } as ConstructorParameters<typeof provider.Grant>[0]);
  grant.addResourceScope(found.audience, scope);
  const grantId = await grant.save();
  const token = new provider.AccessToken({
    client,
    accountId: personId,
    grantId,
    gty: params.grant_type,
    scope,
  } as ConstructorParameters<typeof provider.AccessToken>[0]);
  token.resourceServer = new provider.ResourceServer(found.audience, found);
  ctx.oidc.entity("Grant", grant);
  ctx.oidc.entity("AccessToken", token);
  const value = await token.save();
  ctx.body = { access_token: value, token_type: "Bearer", expires_in: found.accessTokenTTL, scope };
}
