import { type Context, Hono } from "hono";
import type { Session } from "../account.ts";
import { roles } from "../roles.ts";
import type { Store } from "../store.ts";
import type { Switches } from "../switches.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { type Client, type CodeClient, isCertificateClient } from "./clients.ts";
import type { Grants } from "./grants.ts";
import { invalidClient, invalidGrant, invalidRequest, OAuthError } from "./oauth-error.ts";
import { verifyAssertion } from "./verify-assertion.ts";

const tokenPath = "/services/rest/auth/oauth2/v1/token";
const revocationPath = "/services/rest/auth/oauth2/v1/revoke";
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

type Deps = { clients: Client[]; store: Store; switches: Switches; tokens: AccessTokens; grants: Grants };
type Form = Record<string, string | undefined>;

/** The token endpoint: client credentials by signed JWT, authorization code with PKCE, refresh; and the end of a refresh token [recalled]. */
export function tokenRoute(deps: Deps) {
  const grantTypes: Record<string, (c: Context, form: Form) => Promise<unknown>> = {
    client_credentials: (c, form) => clientCredentials(c, form, deps),
    authorization_code: (c, form) => authorizationCode(c, form, deps),
    refresh_token: (c, form) => refresh(c, form, deps),
  };
  const app = new Hono().post(revocationPath, async (c) => {
    try {
      const form = await readForm(c);
      authenticateClient(c, form, deps.clients);
      await deps.grants.revoke(form.token ?? "");
      // As RFC 7009, 2.2 has it, a token that is not known is gone too.
      return c.body(null, 200);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return c.json({ error: error.code, error_description: error.message }, error.status);
    }
  });
  return app.post(tokenPath, async (c) => {
    try {
      const form = await readForm(c);
      const grant = grantTypes[form.grant_type ?? ""];
      if (!grant) throw new OAuthError("unsupported_grant_type", "The grant type is not supported.");
      c.header("cache-control", "no-store");
      return c.json(await grant(c, form));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      return c.json({ error: error.code, error_description: error.message }, error.status);
    }
  });
}

async function readForm(c: Context): Promise<Form> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header("content-type") ?? "")) {
    throw invalidRequest("The body must be a form.");
  }
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

async function clientCredentials(c: Context, form: Form, { clients, store, switches, tokens }: Deps) {
  if (form.client_assertion_type !== jwtBearer || !form.client_assertion) {
    throw invalidRequest("A client_assertion of the type jwt-bearer is needed.");
  }
  const tokenUrl = new URL(c.req.url).origin + tokenPath;
  const certificates = clients.filter(isCertificateClient);
  const client = await verifyAssertion(form.client_assertion, tokenUrl, certificates, switches.scopeClaim);
  const role = roles[client.role];
  const entityId = findEmployee(store, client.entity);
  if (!role || entityId === undefined)
    throw invalidClient("The certificate is mapped to no active entity and role.");
  return tokens.issue({ role, entityId, clientId: client.clientId });
}

/** An employee's id by id or by e-mail. */
function findEmployee(store: Store, entity: string): string | undefined {
  const row = store.row("SELECT id FROM employee WHERE (id = ?1 OR email = ?1) AND isinactive = 'F'", entity);
  return row && String(row.id);
}

async function authorizationCode(c: Context, form: Form, deps: Deps) {
  const client = authenticateClient(c, form, deps.clients);
  if (!form.code || !form.redirect_uri || !form.code_verifier) {
    throw invalidRequest("code, redirect_uri and code_verifier are needed.");
  }
  const session = deps.grants.redeemCode(form.code, client.clientId, form.redirect_uri, form.code_verifier);
  return withRefresh(deps, session, client.clientSecret === undefined);
}

async function refresh(c: Context, form: Form, deps: Deps) {
  const client = authenticateClient(c, form, deps.clients);
  if (!form.refresh_token) throw invalidRequest("refresh_token is needed.");
  const { session, isPublic } = await deps.grants.redeemRefresh(form.refresh_token, client.clientId);
  if (findEmployee(deps.store, session.entityId) === undefined)
    throw invalidGrant("The person has no access any more.");
  return isPublic ? withRefresh(deps, session, true) : deps.tokens.issue(session);
}

async function withRefresh({ tokens, grants }: Deps, session: Session, isPublic: boolean) {
  return { ...(await tokens.issue(session)), refresh_token: await grants.addRefresh(session, isPublic) };
}

/** HTTP Basic for a confidential client, the bare `client_id` for a public one. */
function authenticateClient(c: Context, form: Form, clients: Client[]): CodeClient {
  const basic = /^Basic (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const [id, secret] = basic ? readBasic(basic) : [form.client_id, undefined];
  const client = clients.find((known) => !isCertificateClient(known) && known.clientId === id) as
    | CodeClient
    | undefined;
  if (!client || client.clientSecret !== secret)
    throw invalidClient("The client is unknown or its secret is wrong.");
  return client;
}

/** User and password are form-encoded inside (RFC 6749, section 2.3.1). */
function readBasic(encoded: string): [id: string, secret: string] {
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const at = text.indexOf(":");
  const part = (value: string) => new URLSearchParams(`v=${value}`).get("v") ?? "";
  return [part(text.slice(0, at)), part(text.slice(at + 1))];
}
