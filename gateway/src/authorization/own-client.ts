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
