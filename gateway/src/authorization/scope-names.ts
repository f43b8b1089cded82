/** Those that say what a token may do. */
export const SCOPE_NAMES = ["mcp:read", "mcp:write"] as const;

/** In the order in which a request's scopes are written back. */
export const SCOPES = [...SCOPE_NAMES, "offline_access"] as const;
