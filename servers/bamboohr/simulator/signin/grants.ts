import { createHash, randomBytes } from "node:crypto";
import type { Switches } from "../switches.ts";
import { invalidGrant } from "./oauth-error.ts";

const codeLifetimeMs = 60_000;

/** Whom a code or token speaks for, to which application and for what. */
export type Granted = { userId: string; clientId: string; scopes: ReadonlySet<string> };

type PendingCode = Granted & { redirectUri: string; challenge: string | null; expiresAt: number };

export type Grants = ReturnType<typeof createGrants>;

const secret = () => randomBytes(24).toString("hex");

/** Codes, access tokens and refresh tokens that are out. A code works once; a refresh token until it is revoked [open]. */
export function createGrants(switches: Switches) {
  const codes = new Map<string, PendingCode>();
  const accessTokens = new Map<string, Granted & { expiresAt: number }>();
  const refreshTokens = new Map<string, Granted>();
  const issue = (granted: Granted, refreshToken: string | undefined) => {
    const accessToken = secret();
    const seconds = switches.accessTokenLifetimeSeconds;
    accessTokens.set(accessToken, { ...granted, expiresAt: Date.now() + seconds * 1_000 });
    return {
      access_token: accessToken,
      ...(refreshToken && { refresh_token: refreshToken }),
      expires_in: seconds,
      token_type: "Bearer",
      scope: [...granted.scopes].join(" "),
    };
  };
  return {
    addCode(granted: Granted, redirectUri: string, challenge: string | null): string {
      const code = secret();
      codes.set(code, { ...granted, redirectUri, challenge, expiresAt: Date.now() + codeLifetimeMs });
      return code;
    },
    redeemCode(code: string, clientId: string, redirectUri: string, verifier: string | undefined) {
      const pending = codes.get(code);
      codes.delete(code);
      if (!pending || pending.expiresAt < Date.now() || pending.clientId !== clientId)
        throw invalidGrant("The authorization code is unknown, used or expired.");
      if (pending.redirectUri !== redirectUri)
        throw invalidGrant("The redirect_uri is not the one of the authorization.");
      const proof = verifier ? createHash("sha256").update(verifier).digest("base64url") : null;
      if (proof !== pending.challenge) throw invalidGrant("The code_verifier does not match.");
      const granted = { userId: pending.userId, clientId, scopes: pending.scopes };
      if (!pending.scopes.has("offline_access")) return issue(granted, undefined);
      const refreshToken = secret();
      refreshTokens.set(refreshToken, granted);
      return issue(granted, refreshToken);
    },
    redeemRefresh(token: string, clientId: string) {
      const granted = refreshTokens.get(token);
      if (!granted || granted.clientId !== clientId)
        throw invalidGrant("The refresh token is unknown or revoked.");
      return issue(granted, token);
    },
    /** What a valid access token was granted; undefined for any other text. */
    read(token: string): Granted | undefined {
      const granted = accessTokens.get(token);
      return granted && granted.expiresAt > Date.now() ? granted : undefined;
    },
    /** Ends every refresh token, as an administrator would. */
    revokeRefreshTokens: (): void => refreshTokens.clear(),
  };
}
