/** Every limit of a server, in one place. */
export const LIMITS = {
  /** One request. Calls are small; documents travel by reference. */
  bodyBytes: 1024 * 1024,
  /** Characters of one result, below what claude.ai cuts at (150,000) and what the gateway lets through. */
  resultCharacters: 95_000,
  /** A handler that has not answered by then is told to stop. Below the gateway's own deadline. */
  callMs: 180_000,
} as const;
