import { createHash } from "node:crypto";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import { type OwnClient, SESSION_PATHS, WEB_CLIENT_ID } from "./own-client.ts";

/** Redeems codes without a request to ourselves: behind a proxy, the public address need not be reachable from here. */
export function createOwnClient(provider: () => Provider, publicUrl: string): OwnClient {
  const endGrant = async (grantId: string) => {
    const grant = await provider().Grant.find(grantId);
    await grant?.destroy();
  };
  return {
    endGrant,
    async redeem(value, verifier) {
      const code = await provider().AuthorizationCode.find(value);
      const challenge = createHash("sha256").update(verifier).digest("base64url");
      if (
        code?.clientId !== WEB_CLIENT_ID ||
        code.redirectUri !== publicUrl + SESSION_PATHS.callback ||
        code.codeChallenge !== challenge ||
        code.codeChallengeMethod !== "S256" ||
        code.accountId === undefined ||
        code.grantId === undefined
      )
        return undefined;
      try {
        if (!code.isValid) throw new errors.InvalidGrant("used before");
        await code.consume();
      } catch (error) {
        if (!(error instanceof errors.InvalidGrant)) throw error;
        // Whoever came second may be the rightful one: nobody keeps it (RFC 9700, 4.2.4).
        await endGrant(code.grantId);
        return undefined;
      }
      const signedInAt = new Date((code.authTime ?? 0) * 1000);
      return { personId: code.accountId, grantId: code.grantId, signedInAt };
    },
  };
}
