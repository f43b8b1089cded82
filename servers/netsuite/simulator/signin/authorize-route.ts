import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { type Role, roles } from "../roles.ts";
import type { Store } from "../store.ts";
import type { Client } from "./clients.ts";
import { isCertificateClient } from "./clients.ts";
import type { Grants } from "./grants.ts";
import { personRoles } from "./person-roles.ts";

const authorizePath = "/app/login/oauth2/authorize.nl";

const known = ["rest_webservices", "restlets", "suite_analytics", "mcp"];
type Query = Record<string, string>;

/**
 * The browser's part of the authorization code grant. NetSuite asks for a login and a role; the simulator shows one button per person and
 * role, and a test posts the same form: the query of the page plus `entity` (an employee's id or e-mail) and `role` (a name of `roles`).
 */
export function authorizeRoute(clients: Client[], store: Store, grants: Grants) {
  return new Hono()
    .get(authorizePath, (c) => {
      const query = c.req.query();
      const problem = problemWith(query, clients);
      return problem ? c.text(problem, 400) : c.html(page(query, store));
    })
    .post(authorizePath, async (c) => {
      const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
      const problem = problemWith(form, clients);
      if (problem) return c.text(problem, 400);
      return approve(c, form, store, grants);
    });
}

/** Why the request cannot be trusted with a redirect; NetSuite shows such a problem instead of sending it on. */
function problemWith(query: Query, clients: Client[]): string | undefined {
  const client = clients.find(({ clientId }) => clientId === query.client_id);
  if (!client || isCertificateClient(client)) return "The client_id is not known.";
  if (!client.redirectUris.includes(query.redirect_uri ?? "")) return "The redirect_uri is not registered.";
  if (query.response_type !== "code") return "The response_type must be code.";
  if (!query.code_challenge || query.code_challenge_method !== "S256")
    return "A code_challenge with S256 is needed.";
  const scopes = (query.scope ?? "").split(" ").filter((scope) => scope !== "");
  if (scopes.length === 0 || scopes.some((scope) => !known.includes(scope))) return "The scope is not known.";
  if (scopes.includes("mcp") && scopes.length > 1) return "The scope mcp stands alone.";
  return undefined;
}

function approve(c: Context, form: Query, store: Store, grants: Grants) {
  const person = store.row(
    "SELECT id, email FROM employee WHERE (id = ?1 OR email = ?1) AND giveaccess = 'T' AND isinactive = 'F'",
    form.entity ?? "",
  );
  const role: Role | undefined = roles[form.role ?? ""];
  const target = new URL(form.redirect_uri as string);
  if (form.state) target.searchParams.set("state", form.state);
  if (!person || !role || !personRoles(String(person.email)).includes(form.role ?? "")) {
    target.searchParams.set("error", "access_denied");
    return c.redirect(target.href, 302);
  }
  const session = { role, entityId: String(person.id), clientId: form.client_id as string };
  target.searchParams.set("role", role.id);
  target.searchParams.set("entity", String(person.id));
  target.searchParams.set(
    "code",
    grants.addCode(session, form.redirect_uri as string, form.code_challenge as string),
  );
  return c.redirect(target.href, 302);
}

function page(query: Query, store: Store) {
  const people = store.rows(
    "SELECT id, entitytitle, title, email FROM employee WHERE giveaccess = 'T' AND isinactive = 'F' ORDER BY entitytitle",
  );
  const choices = people.flatMap((person) =>
    personRoles(String(person.email)).map((role) => ({ person, role, name: roles[role]?.name ?? role })),
  );
  return html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>NetSuite simulator: allow access</title></head>
  <body>
    <h1>Who allows ${query.client_id} to act for them?</h1>
    ${choices.map(
      ({ person, role, name }) => html`<form method="post">
      ${Object.entries(query).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`)}
      <input type="hidden" name="entity" value="${person.id}" /><input type="hidden" name="role" value="${role}" />
      <button>${person.entitytitle}, ${person.title}, as ${name}</button>
    </form>`,
    )}
  </body>
</html>`;
}
