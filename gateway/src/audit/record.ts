/**
 * What kind of event a row records. A read leaves one row, a write an intent and an outcome; a notice stands before either
 * where a system spoke before its answer. A request is a write that waits for somebody's word or was made before, and
 * whatever its requester does about it. An operation is what an administrator did to the gateway.
 */
export type AuditKind =
  | "read"
  | "notice"
  | "request"
  | "intent"
  | "outcome"
  | "refusal"
  | "sign_in"
  | "operation";

/**
 * One event as it is stored. Everything that could name or describe a person is in `sealed`, under that person's own key, so
 * that erasing the key erases it and nothing else. `facts` and `at` are kept as text, because the MAC covers these very
 * characters.
 */
export type AuditRow = {
  chain: string;
  seq: number;
  at: string;
  kind: AuditKind;
  requestId: string;
  /** Stable id from the directory; null before a person is known. */
  person: string | null;
  system: string | null;
  /** A tool's name, else the method. */
  tool: string;
  /** `ok` or an error code. Never derived from an HTTP status: over MCP most failures are 200. */
  outcome: string;
  facts: string;
  /** 12 bytes nonce, ciphertext, 16 bytes tag (AES-256-GCM). */
  sealed: Buffer;
  mac: Buffer;
};
