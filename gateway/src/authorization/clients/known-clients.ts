import type { ClientEntry } from "./client-entry.ts";

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

export const CLAUDE_ID = "https://claude.ai/oauth/mcp-oauth-client-metadata";

/** Where claude.ai takes the answer; an own OAuth client for it has these two redirects. */
export const CLAUDE_REDIRECTS: readonly string[] = PUBLISHED_CLIENTS[0]?.redirectUris ?? [];

/** Other vendors' clients, off until the configuration names them. Each is what its vendor documents. */
export const KNOWN_CLIENTS = {
  vscode: {
    clientId: "https://vscode.dev/oauth/client-metadata.json",
    name: "Visual Studio Code",
    redirectUris: ["http://127.0.0.1:33418/", "https://vscode.dev/redirect"],
  },
  // Cursor publishes no document; people enter this id in its settings.
  cursor: {
    clientId: "cursor",
    name: "Cursor",
    redirectUris: ["http://localhost:8787/callback", "https://www.cursor.com/agents/mcp/oauth/callback"],
  },
  // Proves itself by private_key_jwt; its keys are configured, since none are fetched.
  chatgpt: {
    clientId: "https://chatgpt.com/oauth/client.json",
    name: "ChatGPT",
    redirectUris: ["https://chatgpt.com/connector_platform_oauth_redirect"],
  },
} as const satisfies Record<string, ClientEntry>;

export type KnownClientName = keyof typeof KNOWN_CLIENTS;
