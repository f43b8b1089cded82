import { createHash } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { SESSION_PATHS, WEB_CLIENT_ID, WEB_SCOPE } from "../authorization/own-client.ts";
import { setPageHeaders } from "../authorization/page.ts";
import { notice, signedInPage } from "./session-pages.ts";
import { type CookieAttributes, isPath, newSecret, openTrip, readTrip } from "./trip.ts";
import type { SignedIn, WebSessionOptions, WebVariables } from "./web-sessions.ts";

interface RouteOptions extends WebSessionOptions {
  attributes: CookieAttributes;
  open(c: Context, found: SignedIn): Promise<void>;
  end(c: Context): Promise<void>;
  requireSignIn: MiddlewareHandler<WebVariables>;
}

/** The way to the authorization server and back, the page of the session itself, and sign-out. */
export function sessionRoutes({
  publicUrl,
  client,
  log,
  attributes,
  open,
  end,
  requireSignIn,
}: RouteOptions): Hono<WebVariables> {
  const routes = new Hono<WebVariables>();
  routes.onError((error, c) => {
    log.error({ error, path: c.req.path }, "a session page failed");
    setPageHeaders(c);
    return c.html(notice("broken"), 503);
  });
  routes.get(SESSION_PATHS.start, (c) => {
    const to = c.req.query("to");
    const trip = { state: newSecret(), verifier: newSecret(), to: isPath(to) ? to : SESSION_PATHS.home };
    openTrip(c, trip, attributes);
    return c.redirect(authorizationUrl(publicUrl, trip, c.req.query("fresh") === "1"), 303);
  });
  routes.get(SESSION_PATHS.callback, async (c) => {
    const trip = readTrip(c, attributes);
    setPageHeaders(c);
    const { code, state, iss } = c.req.query();
    if (trip === undefined || state !== trip.state || iss !== publicUrl)
      return c.html(notice("expired"), 400);
    const found = code === undefined ? undefined : await client.redeem(code, trip.verifier);
    if (found === undefined) return c.html(notice("refused", trip.to), 403);
    await open(c, found);
    return c.redirect(trip.to, 303);
  });
  routes.get(SESSION_PATHS.home, requireSignIn, (c) => c.html(signedInPage(c.var.session)));
  routes.post(SESSION_PATHS.end, requireSignIn, async (c) => {
    await end(c);
    return c.html(notice("signed_out"));
  });
  return routes;
}

function authorizationUrl(
  publicUrl: string,
  { state, verifier }: { state: string; verifier: string },
  isFresh: boolean,
): string {
  const query = new URLSearchParams({
    client_id: WEB_CLIENT_ID,
    redirect_uri: publicUrl + SESSION_PATHS.callback,
    response_type: "code",
    scope: WEB_SCOPE,
    resource: publicUrl + SESSION_PATHS.home,
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...(isFresh && { prompt: "login" }),
  });
  return `${publicUrl}/oauth/authorize?${query}`;
}
