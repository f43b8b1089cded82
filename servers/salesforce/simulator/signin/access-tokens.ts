import { createHmac, randomBytes } from "node:crypto";
import { apiDisabled, invalidSession } from "../errors.ts";
import type { Org, Session } from "../org.ts";

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Issues and reads the org's access tokens, which are opaque. How long one lasts is the org's policy and never told. */
export function createAccessTokens({ store, switches, organizationId }: Org) {
  const secret = randomBytes(32);
  const issued = new Map<string, { userId: string; clientId: string; at: number }>();
  return {
    issue({ user, clientId }: Session, origin: string, scope: string): Record<string, string> {
      // The form of real tokens: the org's id, a sign, and what nobody can read.
      const token = `${organizationId.slice(0, 15)}!AQ${randomBytes(66).toString("base64url")}`;
      const at = Date.now();
      issued.set(token, { userId: user.Id, clientId, at });
      const id = `${origin}/id/${organizationId}/${user.Id}`;
      return {
        access_token: token,
        instance_url: origin,
        id,
        token_type: "Bearer",
        scope,
        issued_at: String(at),
        signature: createHmac("sha256", secret).update(`${id}${at}`).digest("base64"),
      };
    },
    /** The session behind an Authorization header. Throws INVALID_SESSION_ID, and 403 for people who may not use the API. */
    read(authorization: string | undefined): Session {
      const token = /^(?:Bearer|OAuth) (\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
      const known = issued.get(token);
      const isExpired = known && known.at + switches.sessionTimeoutSeconds * 1_000 <= Date.now();
      const user = known && !isExpired ? store.read("User", known.userId) : undefined;
      // A 401 that a new token does not cure: a client that renews on every 401 would go round in circles.
      if (switches.sessionRefusal !== null) throw invalidSession(switches.sessionRefusal);
      if (!known || !user || user.IsActive !== true) throw invalidSession();
      if (switches.apiDisabledFor.includes(String(user.Username))) throw apiDisabled();
      return { user, clientId: known.clientId };
    },
    revoke: (token: string): boolean => issued.delete(token),
    /** Ends every session, as an administrator would. */
    revokeAll: (): void => issued.clear(),
  };
}
