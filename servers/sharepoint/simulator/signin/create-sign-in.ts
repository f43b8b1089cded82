import { demoPeople } from "@gatehouse/demo";
import { Hono } from "hono";
import type { Tenant } from "../tenant.ts";
import { createAccessTokens } from "./access-tokens.ts";
import { type AssertionIssuer, createAuthority } from "./authority.ts";
import { authorizeRoute } from "./authorize-route.ts";
import type { Client } from "./clients.ts";
import { createGrants } from "./grants.ts";
import { tokenRoute } from "./token-route.ts";

/** The tenant's Entra: its two endpoints, its keys, and the tokens that Graph reads. */
export function createSignIn(
  { id: tenantId, directory, switches, now }: Tenant,
  clients: Client[],
  assertionIssuer?: AssertionIssuer,
) {
  const tokens = createAccessTokens(switches, clients, directory);
  const grants = createGrants();
  const authority = createAuthority(tenantId, directory, assertionIssuer);
  const signIn = { tenantId, clients, switches, directory, tokens, grants, authority, now };
  const routes = new Hono().route("/", tokenRoute(signIn)).route("/", authorizeRoute(signIn, namedPeople()));
  return { routes, tokens, grants, authority };
}

const namedPeople = () =>
  demoPeople.map(({ email, given_name, family_name, title }) => ({
    email,
    name: `${given_name} ${family_name}, ${title}`,
  }));
