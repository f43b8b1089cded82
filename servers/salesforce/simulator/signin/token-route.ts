import { type Context, Hono } from "hono";
import type { Org } from "../org.ts";
import type { Row } from "../store.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { Client } from "./clients.ts";
import type { Grants } from "./grants.ts";
import { invalidClient, invalidClientId, invalidGrant, invalidRequest, OAuthError } from "./oauth-error.ts";
import { verifyAssertion } from "./verify-assertion.ts";

/** One address for every grant; simulators and real orgs are both reached at their own host (reference, section 1). */
export const tokenPath = "/services/oauth2/token";
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

export type SignInDeps = {
  org: Org;
  clients: Client[];
  /** What an assertion may name as its audience. */
  audiences: string[];
  tokens: AccessTokens;
  grants: Grants;
};
type Form = Record<string, string | undefined>;
/** No `expires_in`: how long a session lasts is the org's policy, and a client finds out by a 401. */
type Granted = Record<string, string>;

/** The token endpoint: JWT bearer, client credentials, authorization code with PKCE, refresh; and the end of a token. */
export function tokenRoute(deps: SignInDeps) {
  const grantTypes: Record<string, (c: Context, form: Form) => Granted | Promise<Granted>> = {
    [jwtBearer]: (c, form) => bearer(c, form, deps),
    client_credentials: (c, form) => clientCredentials(c, form, deps),
    authorization_code: (c, form) => authorizationCode(c, form, deps),
    refresh_token: (c, form) => refresh(c, form, deps),
  };
  return new Hono()
    .post(tokenPath, async (c) => {
      try {
        const form = await readForm(c);
        const grant = grantTypes[form.grant_type ?? ""];
        if (!grant) throw new OAuthError("unsupported_grant_type", "grant type not supported");
        c.header("cache-control", "no-store");
        return c.json(await grant(c, form));
      } catch (error) {
        // One object here, while all other errors of Salesforce are lists.
        if (!(error instanceof OAuthError)) throw error;
        return c.json(error.body(), error.status as 400);
      }
    })
    .post("/services/oauth2/revoke", async (c) => {
      // Takes an access or a refresh token and does not say which it was.
      const { token = "" } = await readForm(c);
      const isKnown = deps.tokens.revoke(token) || deps.grants.revoke(token);
      return isKnown
        ? c.body(null, 200)
        : c.json(
            { error: "unsupported_token_type", error_description: "this token type is not supported" },
            400,
          );
    });
}

/** A body of JSON is the usual mistake here, so it is refused as the vendor refuses it [recalled]. */
async function readForm(c: Context): Promise<Form> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? "")) {
    throw invalidRequest("must be HTTP POST of a form");
  }
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

const originOf = (c: Context): string => new URL(c.req.url).origin;

/** RFC 7523, 2.1: the assertion names a person, and the token is theirs. No refresh token comes with it. */
async function bearer(
  c: Context,
  form: Form,
  { org, clients, audiences, tokens }: SignInDeps,
): Promise<Granted> {
  if (!form.assertion) throw invalidRequest("missing required parameter: assertion");
  const { client, username } = await verifyAssertion(form.assertion, clients, audiences);
  const user = approvedUser(org, client, username);
  return tokens.issue({ user, clientId: client.clientId }, originOf(c), "api");
}

/** An active user for whom the app is pre-approved. Nobody learns from the answer whether a username exists. */
function approvedUser({ store }: Org, client: Client, username: string): Row {
  const [user] = store.matching("User", "Username", username);
  if (!user || (client.approvedUsers && !client.approvedUsers.includes(username))) {
    throw invalidGrant("user hasn't approved this consumer");
  }
  if (user.IsActive !== true) throw invalidGrant("authentication failure");
  return user;
}

/** Everybody's calls run as the one user that an administrator named for the app. */
function clientCredentials(c: Context, form: Form, { org, clients, tokens }: SignInDeps): Granted {
  const client = authenticateClient(c, form, clients);
  if (client.runAs === undefined || client.clientSecret === undefined) {
    throw invalidGrant("no client credentials user enabled");
  }
  const [user] = org.store.matching("User", "Username", client.runAs);
  if (user?.IsActive !== true) throw invalidGrant("authentication failure");
  return tokens.issue({ user, clientId: client.clientId }, originOf(c), "api");
}

/** What an app asks for that wants to come back without the person. */
const personalScope = "refresh_token api openid";

/** With proof of the code verifier (RFC 7636): a public client has nothing else to prove itself with. */
function authorizationCode(c: Context, form: Form, { clients, tokens, grants }: SignInDeps): Granted {
  const client = authenticateClient(c, form, clients);
  const { code, redirect_uri: redirectUri, code_verifier: verifier } = form;
  if (!code || !redirectUri || !verifier) throw invalidRequest("missing required parameter: code");
  const user = grants.redeemCode(code, client.clientId, redirectUri, verifier);
  const granted = tokens.issue({ user, clientId: client.clientId }, originOf(c), personalScope);
  return { ...granted, refresh_token: grants.addRefresh(user, client.clientId) };
}

/** The answer holds no refresh token, unless the app replaces them. */
function refresh(c: Context, form: Form, { org, clients, tokens, grants }: SignInDeps): Granted {
  const client = authenticateClient(c, form, clients);
  const isRotated = client.rotatesRefreshTokens ?? false;
  const { Id } = grants.redeemRefresh(form.refresh_token ?? "", client.clientId, isRotated);
  const user = org.store.read("User", Id);
  if (user?.IsActive !== true) throw invalidGrant("expired access/refresh token");
  const granted = tokens.issue({ user, clientId: client.clientId }, originOf(c), personalScope);
  return isRotated ? { ...granted, refresh_token: grants.addRefresh(user, client.clientId) } : granted;
}

/** `client_id` and `client_secret` in the form or as HTTP Basic; a client without a secret only names itself. */
function authenticateClient(c: Context, form: Form, clients: Client[]): Client {
  const basic = /^Basic (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const [id, secret] = basic ? readBasic(basic) : [form.client_id, form.client_secret];
  const client = clients.find(({ clientId }) => clientId === id);
  if (!client) throw invalidClientId();
  if (client.clientSecret !== secret) throw invalidClient();
  return client;
}

/** Both halves are form-encoded before they are joined (RFC 6749, 2.3.1). */
function readBasic(encoded: string): [id: string, secret: string] {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const at = text.indexOf(":");
  const part = (value: string) => new URLSearchParams(`v=${value}`).get("v") ?? "";
  return [part(text.slice(0, at)), part(text.slice(at + 1))];
}
