import { Hono } from "hono";
import { html } from "hono/html";
import type { Row } from "../store.ts";
import type { Client } from "./clients.ts";
import type { SignInDeps } from "./token-route.ts";

const authorizePath = "/services/oauth2/authorize";

type Query = Record<string, string>;

/**
 * The browser's part of the authorization code grant. Salesforce asks for a login and for consent; the simulator shows one button per
 * person, and a test posts the same form: the query of the page plus `username`.
 */
export function authorizeRoute({ org, clients, grants }: SignInDeps) {
  return new Hono()
    .get(authorizePath, (c) => {
      const query = c.req.query();
      const problem = problemWith(query, clients);
      if (problem) return c.text(problem, 400);
      const people = [...org.store.rows("User")].filter(({ IsActive }) => IsActive === true);
      return c.html(page(query, people));
    })
    .post(authorizePath, async (c) => {
      const form: Query = Object.fromEntries(new URLSearchParams(await c.req.text()));
      const problem = problemWith(form, clients);
      if (problem) return c.text(problem, 400);
      const target = new URL(form.redirect_uri ?? "");
      if (form.state) target.searchParams.set("state", form.state);
      const [user] = org.store.matching("User", "Username", form.username ?? "");
      // Anybody who is not offered on the page counts as somebody who declined.
      if (user?.IsActive !== true) {
        target.searchParams.set("error", "access_denied");
        target.searchParams.set("error_description", "end-user denied authorization");
        // Errors that concern the person go back to the app; those above concern the app and stay here.
        return c.redirect(target.href, 302);
      }
      const code = grants.addCode({
        user,
        clientId: form.client_id ?? "",
        redirectUri: form.redirect_uri ?? "",
        challenge: form.code_challenge ?? "",
      });
      target.searchParams.set("code", code);
      return c.redirect(target.href, 302);
    });
}

/** Why the request cannot be trusted with a redirect. */
function problemWith(query: Query, clients: Client[]): string | undefined {
  const client = clients.find(({ clientId }) => clientId === query.client_id);
  if (!client?.redirectUris) return "error=invalid_client_id&error_description=client identifier invalid";
  if (!client.redirectUris.includes(query.redirect_uri ?? ""))
    return "error=redirect_uri_mismatch&error_description=redirect_uri must match configuration";
  if (query.response_type !== "code") return "error=unsupported_response_type";
  if (!query.code_challenge || query.code_challenge_method !== "S256")
    return "error=invalid_request&error_description=missing required code challenge";
  return undefined;
}

const page = (query: Query, people: Row[]) => html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Salesforce simulator: allow access</title></head>
  <body>
    <h1>Who allows ${query.client_id} to act for them?</h1>
    ${people.map(
      (person) => html`<form method="post">
      ${Object.entries(query).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`)}
      <input type="hidden" name="username" value="${person.Username}" />
      <button>${person.Name}, ${person.Title}</button>
    </form>`,
    )}
  </body>
</html>`;
