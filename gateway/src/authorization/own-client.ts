import { createHash } from "node:crypto";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import type { ClientEntry } from "./clients/client-entry.ts";

/** The gateway's own pages, as a client of its authorization server. */
export const WEB_CLIENT_ID = "gatehouse-web";

/** What that client asks for instead of an MCP scope; it opens nothing but the gateway's own pages. */
export const WEB_SCOPE = "session";

export const SESSION_PATHS = {
  home: "/session",
  start: "/session/start",
  callback: "/session/callback",
  end: "/session/end",
} as const;

export const ownClientEntry = (publicUrl: string): ClientEntry => ({
  clientId: WEB_CLIENT_ID,
  name: "Gatehouse",
  redirectUris: [publicUrl + SESSION_PATHS.callback],
  grantTypes: ["authorization_code"],
});

/** Whom a code stands for, and when they last proved it to the identity provider. */
interface Redeemed {
  personId: string;
  grantId: string;
  signedInAt: Date;
}

/** What only the gateway's own pages may ask of the authorization server, inside the process. */
export interface OwnClient {
  /** Whose code this is; undefined where code or verifier is not right. A code counts once. */
  redeem(code: string, verifier: string): Promise<Redeemed | undefined>;
  endGrant(grantId: string): Promise<void>;
}

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
