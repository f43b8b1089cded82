import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { EntraError } from "./entra-error.ts";
import { type SignIn, scopesOf } from "./token-route.ts";

type Query = Record<string, string>;

/**
 * The browser's part of the authorization code grant with PKCE (RFC 7636). Entra asks for a sign-in; the simulator shows one button per
 * named person, and a test posts the same form: the query of the page plus `email`.
 */
export function authorizeRoute(signIn: SignIn, people: readonly { email: string; name: string }[]) {
  const path = "/:tenant/oauth2/v2.0/authorize";
  return new Hono()
    .get(path, (c) => {
      const query = c.req.query();
      const problem = problemWith(c.req.param("tenant"), query, signIn);
      return problem ? c.text(problem, 400) : c.html(page(query, people));
    })
    .post(path, async (c) => {
      const form = Object.fromEntries(new URLSearchParams(await c.req.text()));
      const problem = problemWith(c.req.param("tenant"), form, signIn);
      return problem ? c.text(problem, 400) : allow(c, form, signIn);
    });
}

/** Why the request cannot be trusted with a redirect. */
function problemWith(tenant: string, query: Query, { tenantId, clients }: SignIn): string | undefined {
  if (tenant !== tenantId) return `AADSTS90002: Tenant '${tenant}' not found.`;
  const client = clients.find(({ clientId }) => clientId === query.client_id);
  if (!client) return "AADSTS700016: The application was not found in the directory.";
  if (!client.redirectUris?.includes(query.redirect_uri ?? ""))
    return "AADSTS50011: The redirect URI specified in the request does not match the ones of the application.";
  if (query.response_type !== "code") return "AADSTS900144: The request must contain response_type=code.";
  if (!query.code_challenge || query.code_challenge_method !== "S256")
    return "AADSTS501491: A code_challenge with S256 is needed.";
  return undefined;
}

function allow(c: Context, form: Query, { clients, directory, grants }: SignIn): Response {
  const target = new URL(form.redirect_uri as string);
  if (form.state) target.searchParams.set("state", form.state);
  const client = clients.find(({ clientId }) => clientId === form.client_id);
  const person = directory.byEmail(form.email ?? "");
  try {
    if (!client || !person?.isActive)
      throw new EntraError("access_denied", 50_020, "The account is not known.");
    const { granted } = scopesOf(client, form.scope ?? "");
    const session = { kind: "person" as const, person, client, scopes: granted };
    target.searchParams.set(
      "code",
      grants.addCode(session, form.redirect_uri as string, form.code_challenge as string),
    );
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    target.searchParams.set("error", error.code);
    target.searchParams.set("error_description", `AADSTS${error.number}: ${error.message}`);
  }
  return c.redirect(target.href, 302);
}

const page = (query: Query, people: readonly { email: string; name: string }[]) => html`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Entra simulator: sign in</title></head>
  <body>
    <h1>Who signs in to ${query.client_id}?</h1>
    ${people.map(
      ({ email, name }) => html`<form method="post">
      ${Object.entries(query).map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`)}
      <input type="hidden" name="email" value="${email}" /><button>${name}</button>
    </form>`,
    )}
  </body>
</html>`;
