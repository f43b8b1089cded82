import type { KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";
import type { Key } from "./keys/key-set.ts";
import type { Lifetimes } from "./lifetimes.ts";
import { SESSION_PATHS, WEB_CLIENT_ID, WEB_SCOPE } from "./own-client.ts";
import { ROUTES } from "./routes.ts";
import { SCOPES } from "./scope-names.ts";

export interface ResourceOptions {
  publicUrl: string;
  resources: readonly string[];
  lifetimes: Lifetimes;
  signingKeys: readonly Key[];
}

/** What an access token for this resource may carry, and how it is signed. Throws `invalid_target` for what is not ours. */
export type ResourceInfo = (resource: unknown, clientId: string | undefined) => ReturnType<typeof infoOf>;

const infoOf = (audience: string, scope: string, accessTokenTTL: number, kid: string | undefined) => ({
  scope,
  audience,
  accessTokenFormat: "jwt" as const,
  accessTokenTTL,
  jwt: { sign: { alg: "ES256" as const, ...(kid && { kid }) } },
});

/** Each MCP URL is an audience of its own (RFC 8707); a trailing slash is the same one. The own pages' is theirs alone. */
export function resourceInfo({
  publicUrl,
  resources,
  lifetimes,
  signingKeys,
}: ResourceOptions): ResourceInfo {
  const kid = signingKeys[0]?.kid;
  const known = new Set(resources);
  return (resource, clientId) => {
    const audience = typeof resource === "string" ? resource.replace(/\/$/, "") : "";
    const isOwn = clientId === WEB_CLIENT_ID;
    if (isOwn ? audience !== publicUrl + SESSION_PATHS.home : !known.has(audience))
      throw new errors.InvalidTarget();
    return infoOf(audience, isOwn ? WEB_SCOPE : "mcp:read mcp:write", lifetimes.accessTokenSeconds, kid);
  };
}

export const resourceIndicators = (resources: readonly string[], info: ResourceInfo) => ({
  enabled: true,
  defaultResource: (_ctx: unknown, _client: unknown, oneOf?: readonly string[]) =>
    resources.find((resource) => !oneOf || oneOf.includes(resource)) ?? [],
  useGrantedResource: () => true,
  getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string, client: { clientId: string }) {
    if (Array.isArray(ctx.oidc.params?.resource)) throw new errors.InvalidTarget();
    return info(resource, client.clientId);
  },
});

/**
 * Clients may leave the scope out, or name only some that mean nothing here; without one nothing is granted. Answers
 * always travel in the query: a form would need a script on our page, a fragment never reaches a server.
 */
export async function completeRequest(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  if (ctx.path === ROUTES.authorization) {
    const { client_id, scope } = ctx.query;
    const complete = client_id === WEB_CLIENT_ID ? WEB_SCOPE : completeScope(scope);
    ctx.query = { ...ctx.query, scope: complete, response_mode: "query" };
  }
  await next();
}

function completeScope(asked: string | string[] | undefined): string | string[] {
  if (Array.isArray(asked)) return asked; // A repeated parameter is the library's to refuse.
  const scopes: string[] = SCOPES.filter((scope) => asked?.split(" ").includes(scope));
  if (!scopes.some((scope) => scope.startsWith("mcp:"))) scopes.push("mcp:read");
  return scopes.join(" ");
}
