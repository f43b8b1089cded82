/** What kind of event a row records. A read leaves one row, a write an intent and an outcome. */
export type AuditKind = "read" | "intent" | "outcome" | "refusal" | "sign_in";

/** One event as the steps know it. Everything that could name or describe a person stands in `personal`. */
export type AuditRecord = {
  requestId: string;
  at: Date;
  kind: AuditKind;
  /** Stable id from the directory; undefined before a person is known. */
  person: string | undefined;
  system: string | undefined;
  /** A tool's name, else the method. */
  tool: string;
  /** `ok` or an error code. Never derived from an HTTP status: over MCP most failures are 200. */
  outcome: string;
  /** What the decision stood on and what came of it; no personal data. */
  facts: Readonly<Record<string, unknown>>;
  /** Sealed under the person's own key, so that erasing the key erases this and nothing else. */
  personal: Readonly<Record<string, unknown>>;
};

/** A record as it is stored. `facts` and `at` are kept as text, because the MAC covers these very characters. */
export type AuditRow = {
  chain: string;
  seq: number;
  at: string;
  kind: string;
  requestId: string;
  person: string | null;
  system: string | null;
  tool: string;
  outcome: string;
  facts: string;
  /** Sealed `personal`: 12 bytes nonce, ciphertext, 16 bytes tag (AES-256-GCM). */
  sealed: Buffer;
  mac: Buffer;
};
