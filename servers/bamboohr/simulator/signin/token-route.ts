import { type Context, Hono } from "hono";
import { tokenPath } from "../wire/fault-wire.ts";
import type { OAuthClient } from "./credentials.ts";
import type { Grants } from "./grants.ts";
import { OAuthError } from "./oauth-error.ts";

type Form = Record<string, string | undefined>;

/** The token endpoint: authorization code (with PKCE where the authorization had it) and refresh. The client's id and secret stand in the form. */
export function tokenRoute(clients: OAuthClient[], grants: Grants) {
  return new Hono().post(tokenPath, async (c) => {
    c.header("cache-control", "no-store");
    try {
      if (c.req.query("request") !== "token")
        throw new OAuthError("invalid_request", "The query must be request=token.");
      return c.json(redeem(await readForm(c), clients, grants));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return c.json({ error: error.code, error_description: error.message }, error.status);
    }
  });
}

async function readForm(c: Context): Promise<Form> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? ""))
    throw new OAuthError("invalid_request", "The body must be a form.");
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

function redeem(form: Form, clients: OAuthClient[], grants: Grants) {
  const client = clients.find(({ clientId }) => clientId === form.client_id);
  if (!client || client.clientSecret !== form.client_secret)
    throw new OAuthError("invalid_client", "The client is unknown or its secret is wrong.", 401);
  switch (form.grant_type) {
    case "authorization_code":
      if (!form.code || !form.redirect_uri)
        throw new OAuthError("invalid_request", "code and redirect_uri are needed.");
      return grants.redeemCode(form.code, client.clientId, form.redirect_uri, form.code_verifier);
    case "refresh_token":
      if (!form.refresh_token) throw new OAuthError("invalid_request", "refresh_token is needed.");
      return grants.redeemRefresh(form.refresh_token, client.clientId);
    default:
      throw new OAuthError("unsupported_grant_type", "The grant type is not supported.");
  }
}
