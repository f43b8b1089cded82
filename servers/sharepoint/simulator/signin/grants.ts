import { createHash, randomUUID } from "node:crypto";
import { spentCode } from "./entra-error.ts";
import type { Session } from "./session.ts";

const codeLifetimeMs = 60_000;
const refreshLifetimeMs = 90 * 86_400_000;

export type PersonSession = Extract<Session, { kind: "person" }>;

type PendingCode = { session: PersonSession; redirectUri: string; challenge: string; expiresAt: number };

export type Grants = ReturnType<typeof createGrants>;

/** Authorization codes and refresh tokens that are out. A code works once; a refresh token until it expires, though each use gives a new one. */
export function createGrants() {
  const codes = new Map<string, PendingCode>();
  const refreshes = new Map<string, { session: PersonSession; expiresAt: number }>();
  return {
    addCode(session: PersonSession, redirectUri: string, challenge: string): string {
      const code = `0.${randomUUID()}`;
      codes.set(code, { session, redirectUri, challenge, expiresAt: Date.now() + codeLifetimeMs });
      return code;
    },
    redeemCode(code: string, clientId: string, redirectUri: string, verifier: string): PersonSession {
      const pending = codes.get(code);
      codes.delete(code);
      const isRight =
        pending !== undefined &&
        pending.expiresAt >= Date.now() &&
        pending.session.client.clientId === clientId &&
        pending.redirectUri === redirectUri &&
        createHash("sha256").update(verifier).digest("base64url") === pending.challenge;
      if (!isRight) throw spentCode();
      return pending.session;
    },
    addRefresh(session: PersonSession): string {
      const token = `1.${randomUUID()}`;
      refreshes.set(token, { session, expiresAt: Date.now() + refreshLifetimeMs });
      return token;
    },
    redeemRefresh(token: string, clientId: string): PersonSession {
      const pending = refreshes.get(token);
      if (!pending || pending.expiresAt < Date.now() || pending.session.client.clientId !== clientId)
        throw spentCode();
      return pending.session;
    },
    /** Ends every refresh token, as an administrator would. */
    revokeRefreshTokens: () => refreshes.clear(),
  };
}
