import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { knownScopes } from "../access/scopes.ts";
import type { Store } from "../store.ts";
import { findUser } from "./authenticate.ts";
import type { OAuthClient } from "./credentials.ts";
import type { Grants } from "./grants.ts";

const authorizePath = "/authorize.php";

type Query = Record<string, string>;

/**
 * The browser's part of the authorization code grant. BambooHR asks for a login; the simulator shows one button per account, and a test posts
 * the same form: the query of the page plus `user` (an account's id or e-mail).
 */
export function authorizeRoute(clients: OAuthClient[], store: Store, grants: Grants) {
  return new Hono()
    .get(authorizePath, (c) => {
      const query = c.req.query();
      const problem = problemWith(query, clients);
      return problem ? c.text(problem, 400) : c.html(page(query, store));
    })
    .post(authorizePath, async (c) => {
      const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
      const problem = problemWith(form, clients);
      return problem ? c.text(problem, 400) : approve(c, form, store, grants);
    });
}

/** Why the request cannot be trusted with a redirect; such a problem is shown instead of sent on. */
function problemWith(query: Query, clients: OAuthClient[]): string | undefined {
  const client = clients.find(({ clientId }) => clientId === query.client_id);
  if (!client) return "The client_id is not known.";
  // Compared letter by letter: an added slash or query is another address.
  if (!client.redirectUris.includes(query.redirect_uri ?? "")) return "The redirect_uri is not registered.";
  if (query.response_type !== "code") return "The response_type must be code.";
  const needsProof = client.clientSecret === undefined || query.code_challenge !== undefined;
  if (needsProof && (!query.code_challenge || query.code_challenge_method !== "S256"))
    return "A code_challenge with S256 is needed.";
  const scopes = scopesOf(query);
  if (scopes.length === 0 || scopes.some((scope) => !knownScopes.has(scope)))
    return "The scope is not known.";
  return undefined;
}

const scopesOf = ({ scope = "" }: Query) => scope.split(/[ +]/).filter((word) => word !== "");

function approve(c: Context, form: Query, store: Store, grants: Grants) {
  const target = new URL(form.redirect_uri as string);
  if (form.state) target.searchParams.set("state", form.state);
  const user = findUser(store, form.user ?? "");
  if (!user) {
    target.searchParams.set("error", "access_denied");
    return c.redirect(target.href, 302);
  }
  const granted = {
    userId: user.id,
    clientId: form.client_id as string,
    scopes: new Set(scopesOf(form)),
  };
  target.searchParams.set(
    "code",
    grants.addCode(granted, form.redirect_uri as string, form.code_challenge ?? null),
  );
  return c.redirect(target.href, 302);
}

function page(query: Query, store: Store) {
  const users = store.users.all().filter(({ id }) => findUser(store, id));
  return html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>BambooHR simulator: allow access</title></head>
  <body>
    <h1>Who allows ${query.client_id} to act for them?</h1>
    ${users.map(
      ({ id, firstName, lastName, level }) => html`<form method="post">
      ${Object.entries(query).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`)}
      <input type="hidden" name="user" value="${id}" />
      <button>${firstName} ${lastName}, access level ${level}</button>
    </form>`,
    )}
  </body>
</html>`;
}
