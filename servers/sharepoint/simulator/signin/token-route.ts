import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import type { Directory } from "../store/directory.ts";
import type { Switches } from "../switches.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { Authority } from "./authority.ts";
import { type Client, defaultDelegatedScopes } from "./clients.ts";
import {
  disabledAccount,
  EntraError,
  entraErrorBody,
  missingParameter,
  moreProof,
  noConsent,
  unknownGrant,
  unknownTenant,
  wrongScope,
} from "./entra-error.ts";
import type { Grants, PersonSession } from "./grants.ts";
import { proveClient } from "./prove-client.ts";

export type SignIn = {
  tenantId: string;
  clients: Client[];
  switches: Switches;
  directory: Directory;
  tokens: AccessTokens;
  grants: Grants;
  authority: Authority;
  now: () => Date;
};

type Form = Record<string, string>;

const graph = "https://graph.microsoft.com/";
const openIdScopes = new Set(["offline_access", "openid", "profile", "email"]);

const tokenPath = (tenant: string): string => `/${tenant}/oauth2/v2.0/token`;

/** `POST /{tenant}/oauth2/v2.0/token` and the keys that user tokens are checked with. */
export function tokenRoute(signIn: SignIn) {
  return new Hono()
    .get("/:tenant/discovery/v2.0/keys", async (c) => {
      if (c.req.param("tenant") !== signIn.tenantId)
        return refuse(c, signIn, unknownTenant(c.req.param("tenant")));
      return c.json(await signIn.authority.publicKeys());
    })
    .post("/:tenant/oauth2/v2.0/token", async (c) => {
      try {
        return c.json(await answer(c, signIn, c.req.param("tenant")), 200, tokenHeaders());
      } catch (error) {
        if (error instanceof EntraError) return refuse(c, signIn, error);
        throw error;
      }
    });
}

const tokenHeaders = () => ({
  "Cache-Control": "no-store, no-cache",
  Pragma: "no-cache",
  Expires: "-1",
  "x-ms-request-id": randomUUID(),
});

function refuse(c: Context, { now }: SignIn, error: EntraError): Response {
  const correlationId = c.req.header("client-request-id") ?? randomUUID();
  return c.json(entraErrorBody(error, randomUUID(), correlationId, now()), error.status, tokenHeaders());
}

async function answer(c: Context, signIn: SignIn, tenant: string) {
  if (tenant !== signIn.tenantId) throw unknownTenant(tenant);
  const form: Form = Object.fromEntries(new URLSearchParams(await c.req.text()));
  if (!form.grant_type) throw missingParameter("grant_type");
  const audiences = [
    `${new URL(c.req.url).origin}${tokenPath(tenant)}`,
    `https://login.microsoftonline.com${tokenPath(tenant)}`,
  ];
  const client = await proveClient(form, c.req.header("authorization"), signIn.clients, audiences);
  switch (form.grant_type) {
    case "client_credentials":
      return forApp(signIn, client, form);
    case "urn:ietf:params:oauth:grant-type:jwt-bearer":
      return onBehalfOf(signIn, client, form);
    case "authorization_code": {
      const { redirect_uri = "", code_verifier = "" } = form;
      if (!form.code) throw missingParameter("code");
      return forPerson(
        signIn,
        signIn.grants.redeemCode(form.code, client.clientId, redirect_uri, code_verifier),
        true,
      );
    }
    case "refresh_token": {
      if (!form.refresh_token) throw missingParameter("refresh_token");
      const session = signIn.grants.redeemRefresh(form.refresh_token, client.clientId);
      const scopes = form.scope ? scopesOf(client, form.scope).granted : session.scopes;
      return forPerson(signIn, { ...session, scopes }, true);
    }
    default:
      throw unknownGrant();
  }
}

/** An app asks for all it was given; single permissions cannot be asked for. */
function forApp({ tokens }: SignIn, client: Client, { scope }: Form) {
  if (!scope) throw missingParameter("scope");
  if (scope !== `${graph}.default`) throw wrongScope(scope);
  return tokens.issue({ kind: "app", client, roles: client.appRoles ?? [] });
}

async function onBehalfOf(signIn: SignIn, client: Client, form: Form) {
  if (form.requested_token_use !== "on_behalf_of") throw missingParameter("requested_token_use");
  if (!form.assertion) throw missingParameter("assertion");
  if (!form.scope) throw missingParameter("scope");
  const id = await signIn.authority.personOf(form.assertion, client.clientId);
  const person = signIn.directory.byId(id);
  if (!person) throw disabledAccount();
  const { granted, isOffline } = scopesOf(client, form.scope);
  return forPerson(signIn, { kind: "person", person, client, scopes: granted }, isOffline);
}

async function forPerson(signIn: SignIn, session: PersonSession, withRefresh: boolean) {
  const { switches, tokens, grants } = signIn;
  if (!session.person.isActive) throw disabledAccount();
  if (switches.moreProofWanted.includes(session.person.email)) throw moreProof();
  return {
    ...(await tokens.issue(session)),
    scope: session.scopes.map((scope) => `${graph}${scope}`).join(" "),
    ...(withRefresh && { refresh_token: grants.addRefresh(session) }),
  };
}

/** Reads a scope parameter. `.default` means all that was consented to; what nobody consented to is refused. */
export function scopesOf(client: Client, scope: string): { granted: string[]; isOffline: boolean } {
  const consented = client.delegatedScopes ?? defaultDelegatedScopes;
  const asked = scope.split(" ").filter((word) => word !== "");
  const ours = asked.filter((word) => !openIdScopes.has(word)).map((word) => word.replace(graph, ""));
  const foreign = ours.find((word) => word.includes("/"));
  if (foreign !== undefined) throw wrongScope(foreign);
  const granted = ours.includes(".default") ? consented : ours;
  if (granted.some((word) => !consented.includes(word))) throw noConsent(client.clientId);
  return { granted, isOffline: asked.includes("offline_access") };
}
