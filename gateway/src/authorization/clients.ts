import { redirectFault } from "./redirect-policy.ts";

/** One client that may ask for tokens. All are public clients with PKCE; nobody can register another at run time. */
export interface ClientEntry {
  clientId: string;
  name: string;
  /** Compared exactly; only the port of a loopback address is free (RFC 8252, 7.3). */
  redirectUris: readonly string[];
}

/**
 * Copies of the client metadata documents published at these very URLs. They are deliberately not fetched: no request
 * can be steered anywhere, and an outage of the publisher breaks nobody's sign-in. The price is drift.
 */
export const PUBLISHED_CLIENTS: readonly ClientEntry[] = [
  {
    clientId: "https://claude.ai/oauth/mcp-oauth-client-metadata",
    name: "Claude",
    // claude.com was announced as a second home and later left the vendor's documentation; both are allowed.
    redirectUris: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
  },
  {
    clientId: "https://claude.ai/oauth/claude-code-client-metadata",
    name: "Claude Code",
    redirectUris: ["http://localhost/callback", "http://127.0.0.1/callback"],
  },
];

/** The library looks at a static client only when it is first used; a mistake should stop the start instead. */
export function checkClients(clients: readonly ClientEntry[]): readonly ClientEntry[] {
  const known = new Set<string>();
  for (const { clientId, redirectUris } of clients) {
    if (known.has(clientId)) throw new TypeError(`Two clients have the id ${clientId}.`);
    known.add(clientId);
    if (redirectUris.length === 0) throw new TypeError(`The client ${clientId} has no redirect URI.`);
    for (const uri of redirectUris) {
      const fault = redirectFault(uri);
      if (fault) throw new TypeError(`The redirect URI ${uri} of client ${clientId} ${fault}.`);
    }
  }
  return clients;
}
