import { createHmac, hkdfSync } from "node:crypto";

/** The audit's keys, all derived from one secret that the database does not hold (HKDF, RFC 5869). */
export type AuditKeys = {
  /** Authenticates rows and chains them. */
  mac: Buffer;
  /** Wraps each person's own key. */
  wrap: Buffer;
  /** Keyed hash of arguments: finds equal calls without revealing them. */
  hashArguments(canonical: string): string;
};

const KEY_BYTES = 32;

/** `secret` is base64 of at least 32 bytes. Throws on less: a guessable audit key proves nothing. */
export function auditKeysFrom(secret: string): AuditKeys {
  const bytes = Buffer.from(secret, "base64");
  if (bytes.length < KEY_BYTES)
    throw new Error(`the audit key must be base64 of at least ${KEY_BYTES} bytes`);
  const derive = (use: string) =>
    Buffer.from(hkdfSync("sha256", bytes, "", `gatehouse audit ${use}`, KEY_BYTES));
  const argumentsKey = derive("arguments");
  return {
    mac: derive("mac"),
    wrap: derive("wrap"),
    hashArguments: (canonical) => createHmac("sha256", argumentsKey).update(canonical).digest("base64url"),
  };
}
