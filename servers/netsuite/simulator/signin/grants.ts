import { createHash, randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Session } from "../account.ts";
import { roleById } from "../roles.ts";
import { invalidGrant, invalidRequest } from "./oauth-error.ts";

const codeLifetimeMs = 60_000;
const confidentialRefreshMs = 7 * 86_400_000;
/** A public client's default; NetSuite lets it be set from 1 to 720 hours. */
const publicRefreshMs = 2 * 86_400_000;

type PendingCode = { session: Session; redirectUri: string; challenge: string; expiresAt: number };

export type Grants = ReturnType<typeof createGrants>;

/**
 * The authorization codes and refresh tokens that are out; a code works once, a public client's refresh token too. Refresh tokens
 * are signed with `secret` and not kept, so that whoever connected stays so when the program starts again with the same one; only
 * what was ended is known no longer than the program runs.
 */
export function createGrants(secret: Uint8Array) {
  const codes = new Map<string, PendingCode>();
  const ended = new Set<string>();
  let endedBeforeMs = 0;
  const read = async (token: string) => {
    const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"], subject: "refresh" });
    const { role: roleId, entity, isPublic, jti, aud, issuedAtMs } = payload;
    const role = roleById(String(roleId));
    const isEnded = ended.has(String(jti)) || Number(issuedAtMs) < endedBeforeMs;
    if (!role || isEnded) throw new Error("ended");
    const session: Session = { role, entityId: String(entity), clientId: String(aud) };
    return { session, isPublic: isPublic === true, id: String(jti) };
  };
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
    addRefresh({ role, entityId, clientId }: Session, isPublic: boolean): Promise<string> {
      const expiresAt = Date.now() + (isPublic ? publicRefreshMs : confidentialRefreshMs);
      return new SignJWT({ role: role.id, entity: entityId, isPublic, issuedAtMs: Date.now() })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject("refresh")
        .setAudience(clientId)
        .setJti(randomUUID())
        .setExpirationTime(Math.floor(expiresAt / 1_000))
        .sign(secret);
    },
    async redeemRefresh(token: string, clientId: string): Promise<{ session: Session; isPublic: boolean }> {
      const found = await read(token).catch(() => undefined);
      if (!found || found.session.clientId !== clientId)
        throw invalidGrant("The refresh token is unknown, used or expired.");
      if (found.isPublic) ended.add(found.id);
      return found;
    },
    /** Ends one refresh token, as an app may. */
    async revoke(token: string): Promise<void> {
      const found = await read(token).catch(() => undefined);
      if (found) ended.add(found.id);
    },
    /** Ends every refresh token, as an administrator would. */
    revokeRefreshTokens(): void {
      endedBeforeMs = Date.now() + 1;
    },
  };
}
