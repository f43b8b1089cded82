import { createHash, randomUUID } from "node:crypto";
import type { Session } from "../account.ts";
import { invalidGrant, invalidRequest } from "./oauth-error.ts";

const codeLifetimeMs = 60_000;
const confidentialRefreshMs = 7 * 86_400_000;
/** A public client's default; NetSuite lets it be set from 1 to 720 hours. */
const publicRefreshMs = 2 * 86_400_000;

type PendingCode = { session: Session; redirectUri: string; challenge: string; expiresAt: number };
type PendingRefresh = { session: Session; isPublic: boolean; expiresAt: number };

export type Grants = ReturnType<typeof createGrants>;

/** The authorization codes and refresh tokens that are out; a code works once, a public client's refresh token too. */
export function createGrants() {
  const codes = new Map<string, PendingCode>();
  const refreshes = new Map<string, PendingRefresh>();
  return {
    addCode(session: Session, redirectUri: string, challenge: string): string {
      const code = randomUUID().replaceAll("-", "");
      codes.set(code, { session, redirectUri, challenge, expiresAt: Date.now() + codeLifetimeMs });
      return code;
    },
    redeemCode(code: string, clientId: string, redirectUri: string, verifier: string): Session {
      const pending = codes.get(code);
      codes.delete(code);
      if (!pending || pending.expiresAt < Date.now() || pending.session.clientId !== clientId) {
        throw invalidGrant("The authorization code is unknown, used or expired.");
      }
      if (pending.redirectUri !== redirectUri)
        throw invalidGrant("The redirect_uri is not the one of the authorization.");
      if (createHash("sha256").update(verifier).digest("base64url") !== pending.challenge) {
        throw invalidRequest("The code_verifier does not match the code_challenge.");
      }
      return pending.session;
    },
    addRefresh(session: Session, isPublic: boolean): string {
      const token = randomUUID();
      const expiresAt = Date.now() + (isPublic ? publicRefreshMs : confidentialRefreshMs);
      refreshes.set(token, { session, isPublic, expiresAt });
      return token;
    },
    redeemRefresh(token: string, clientId: string): { session: Session; isPublic: boolean } {
      const pending = refreshes.get(token);
      if (!pending || pending.expiresAt < Date.now() || pending.session.clientId !== clientId) {
        throw invalidGrant("The refresh token is unknown, used or expired.");
      }
      if (pending.isPublic) refreshes.delete(token);
      return pending;
    },
    /** Ends one refresh token, as an app may. */
    revoke: (token: string): boolean => refreshes.delete(token),
    /** Ends every refresh token, as an administrator would. */
    revokeRefreshTokens: () => refreshes.clear(),
  };
}
