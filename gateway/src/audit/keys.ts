import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/**
 * The audit's keys, as key objects: handing plain bytes to a cipher at every call costs five times as much. All derived from one secret that the database does not hold (HKDF, RFC 5869).
 */
export type AuditKeys = {
  /** Authenticates rows and chains them. */
  mac: KeyObject;
  /** Wraps each person's own key. */
  wrap: KeyObject;
  /** Authenticates approvers' decisions. */
  decisions: KeyObject;
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
    createSecretKey(Buffer.from(hkdfSync("sha256", bytes, "", `gatehouse audit ${use}`, KEY_BYTES)));
  const argumentsKey = derive("arguments");
  return {
    mac: derive("mac"),
    wrap: derive("wrap"),
    decisions: derive("decisions"),
    hashArguments: (canonical) => createHmac("sha256", argumentsKey).update(canonical).digest("base64url"),
  };
}
