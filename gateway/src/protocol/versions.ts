/** The stateless revision that this gateway speaks to its servers, and clients may speak to it. */
export const MODERN = "2026-07-28";

/** Revisions that begin with `initialize`, newest first; served statelessly. */
export const LEGACY = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;

/** Keys of `params._meta` and of a result's `_meta` (2026-07-28, basic/index, "_meta"). */
export const META = {
  version: "io.modelcontextprotocol/protocolVersion",
  capabilities: "io.modelcontextprotocol/clientCapabilities",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  serverInfo: "io.modelcontextprotocol/serverInfo",
} as const;

/** The two ways of speaking MCP that every endpoint serves. */
export type Era = "modern" | "legacy";
