import { type Context, Hono } from "hono";
import { SalesforceError } from "../errors.ts";
import type { Session } from "../org.ts";
import type { SignInDeps } from "./token-route.ts";

/** Who a token speaks for: `/services/oauth2/userinfo`, and the address that every token answer gives as `id`. */
export function identityRoutes({ org, tokens }: SignInDeps) {
  const sessionOf = (c: Context): Session | undefined => {
    try {
      // The token may also stand in the address or form as `oauth_token`, an older custom of this endpoint [recalled].
      return tokens.read(c.req.header("authorization") ?? `Bearer ${c.req.query("oauth_token") ?? ""}`);
    } catch (error) {
      // The refusal of the REST API is JSON and 401; this endpoint has its own.
      if (error instanceof SalesforceError) return undefined;
      throw error;
    }
  };
  /** The words of the refusal are [recalled]; they are not JSON. */
  const badToken = (c: Context) => c.text("Bad_OAuth_Token", 403);
  return new Hono()
    .on(["GET", "POST"], "/services/oauth2/userinfo", (c) => {
      const session = sessionOf(c);
      if (!session) return badToken(c);
      const { user } = session;
      const { origin } = new URL(c.req.url);
      return c.json({
        sub: `${origin}/id/${org.organizationId}/${user.Id}`,
        user_id: user.Id,
        organization_id: org.organizationId,
        preferred_username: user.Username,
        nickname: String(user.Username).split("@")[0],
        name: user.Name,
        email: user.Email,
        email_verified: true,
        given_name: user.FirstName,
        family_name: user.LastName,
        zoneinfo: user.TimeZoneSidKey,
        active: true,
        user_type: "STANDARD",
        language: "en_US",
        locale: "en_US",
        updated_at: user.LastModifiedDate,
      });
    })
    .get("/id/:organization/:user", (c) => {
      // Shown to the user themselves alone: the address is no directory of others.
      const session = sessionOf(c);
      if (!session || session.user.Id !== c.req.param("user")) return badToken(c);
      const { user } = session;
      return c.json({
        id: c.req.url.split("?")[0],
        asserted_user: true,
        user_id: user.Id,
        organization_id: org.organizationId,
        username: user.Username,
        display_name: user.Name,
        email: user.Email,
        first_name: user.FirstName,
        last_name: user.LastName,
        active: true,
        user_type: "STANDARD",
      });
    });
}
