/** Every limit of a server, in one place. */
export const LIMITS = {
  /** One request. Calls are small; documents travel by reference. */
  bodyBytes: 1024 * 1024,
  /**
   * Characters of one answer. It travels twice, as structure and as text for clients that read only that, and both together
   * stay below the 100,000 that the gateway lets through and the 150,000 at which claude.ai cuts.
   */
  resultCharacters: 46_000,
  /**
   * A handler that has not answered by then is told to stop. It is the longest a gateway can be set to wait; usually the
   * gateway gives up earlier, and its leaving ends the call.
   */
  callMs: 180_000,
  /** What is under way when the process is told to stop may go on for so long. */
  stopMs: 10_000,
  /** How often a server that stops looks for connections whose last answer has gone out. */
  idleCheckMs: 100,
  /** Of the key that signs cursors: as many as its HMAC-SHA-256 gives out (RFC 2104, 3). */
  cursorKeyBytesMin: 32,
  /** Of one text in a log line; a vendor's can be a whole page. */
  loggedCharacters: 2_000,
  /** Causes of causes in a log line. */
  loggedDepth: 3,
} as const;
