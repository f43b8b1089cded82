import { createHash, randomBytes } from "node:crypto";
import type { Row } from "../store.ts";
import { invalidGrant, OAuthError } from "./oauth-error.ts";

/** How long a code waits to be redeemed [recalled]. */
const codeLifetimeMs = 15 * 60_000;

type PendingCode = { user: Row; clientId: string; redirectUri: string; challenge: string; expiresAt: number };
type Refresh = { user: Row; clientId: string };

export type Grants = ReturnType<typeof createGrants>;

/** The authorization codes and refresh tokens that are out; a code works once. */
export function createGrants() {
  const codes = new Map<string, PendingCode>();
  const refreshes = new Map<string, Refresh>();
  return {
    addCode(grant: Omit<PendingCode, "expiresAt">): string {
      const code = `aPrx${randomBytes(40).toString("base64url")}==`;
      codes.set(code, { ...grant, expiresAt: Date.now() + codeLifetimeMs });
      return code;
    },
    redeemCode(code: string, clientId: string, redirectUri: string, verifier: string): Row {
      const pending = codes.get(code);
      // Gone at the first try, right or wrong: a stolen code must not be tried again.
      codes.delete(code);
      if (!pending || pending.expiresAt < Date.now() || pending.clientId !== clientId) {
        throw invalidGrant("expired authorization code");
      }
      if (pending.redirectUri !== redirectUri)
        throw new OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration");
      // S256 alone (RFC 7636, 4.2); the authorize page has refused everything else.
      if (createHash("sha256").update(verifier).digest("base64url") !== pending.challenge) {
        throw invalidGrant("invalid code verifier");
      }
      return pending.user;
    },
    addRefresh(user: Row, clientId: string): string {
      const token = `5Aep${randomBytes(60).toString("base64url")}`;
      refreshes.set(token, { user, clientId });
      return token;
    },
    redeemRefresh(token: string, clientId: string, isRotated: boolean): Row {
      const pending = refreshes.get(token);
      // A refresh token belongs to the app it was given to.
      if (pending?.clientId !== clientId) throw invalidGrant("expired access/refresh token");
      if (isRotated) refreshes.delete(token);
      return pending.user;
    },
    revoke: (token: string): boolean => refreshes.delete(token),
    /** Ends every refresh token, as an administrator would. */
    revokeRefreshTokens: (): void => refreshes.clear(),
  };
}
