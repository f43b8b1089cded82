import type { Endpoint } from "./exchange.ts";

/** Every MCP URL of a gateway: one that shows all systems, one for each. Each is an audience of its own (RFC 8707). */
export function endpointsOf(publicUrl: string, systems: readonly string[]): Endpoint[] {
  const endpoint = (path: string, shown: readonly string[]): Endpoint => ({
    path,
    resource: `${publicUrl}${path}`,
    metadataUrl: `${publicUrl}/.well-known/oauth-protected-resource${path}`,
    systems: shown,
  });
  return [endpoint("/mcp", systems), ...systems.map((id) => endpoint(`/mcp/${id}`, [id]))];
}

/** Protected-resource metadata (RFC 9728, section 2). `offline_access` stands in the authorization server's own, not here. */
export const resourceMetadata = ({ resource }: Endpoint, publicUrl: string, title: string) => ({
  resource,
  authorization_servers: [publicUrl],
  scopes_supported: ["mcp:read", "mcp:write"],
  bearer_methods_supported: ["header"],
  resource_name: title,
});
