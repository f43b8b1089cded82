import { createHmac, timingSafeEqual } from "node:crypto";
import type { Context, Hono, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type OwnClient, SESSION_PATHS } from "../authorization/own-client.ts";
import { setPageHeaders } from "../authorization/page.ts";
import type { Log } from "../observe/log.ts";
import type { Database } from "../store/database.ts";
import type { LiveDirectory, Person } from "../store/liveness.ts";
import { notice } from "./session-pages.ts";
import { sessionRoutes } from "./session-routes.ts";
import { SESSION_SECONDS, sessionRows } from "./session-rows.ts";
import { type CookieAttributes, newSecret } from "./trip.ts";

/** Somebody signed in to the gateway's own pages. */
export interface WebSession {
  person: Person;
  /** When the person proved who they are to the identity provider: decisions need it to be minutes ago. */
  signedInAt: Date;
  /** What every form on these pages must send back in a field named `csrf`. */
  csrfToken: string;
}

export interface WebVariables {
  Variables: { session: WebSession };
}

/**
 * The browser session of people on pages of the gateway itself, such as /setup and /connections. Sign-in goes through the
 * gateway's own authorization server as any client's does, so it knows every identity provider, and a disabled person, a
 * revoked session and an ended grant close it at the next request.
 *
 * A page: `app.get("/connections", sessions.requireSignIn, (c) => ... c.var.session.person ...)`. A form posts the field `csrf`
 * with `c.var.session.csrfToken`; `requireSignIn` refuses every POST without it, so a route behind it needs no check of its own.
 */
export interface WebSessions {
  /** `/session/...`: start, callback, sign-out. To be mounted at the root. */
  routes: Hono<WebVariables>;
  /** Who sends this request, if anybody signed in; asks the database. */
  personOf(c: Context): Promise<Person | undefined>;
  /**
   * Lets only signed-in people pass, with `c.var.session`. A GET without a session is sent to sign in and comes back; anything
   * else is refused, as is a form that is foreign or without its token. Sets the headers that all pages have.
   */
  requireSignIn: MiddlewareHandler<WebVariables>;
}

/** Whom a redeemed code stands for. */
export interface SignedIn {
  personId: string;
  grantId: string;
  signedInAt: Date;
}

export interface WebSessionOptions {
  publicUrl: string;
  database: Pick<Database, "pool">;
  people: Pick<LiveDirectory, "get">;
  /** The authorization server's part: it gives codes to its own pages only. */
  client: OwnClient;
  log: Log;
}

const SECRET = /^[A-Za-z0-9_-]{43}$/;
const FORM_BYTES_MAX = 100_000;

export function webSessions(options: WebSessionOptions): WebSessions {
  const { publicUrl, database, people, client } = options;
  const isHttps = publicUrl.startsWith("https:");
  // Only over https can a cookie carry the prefix that forbids a neighbouring host to set it (RFC 6265bis, 4.1.3.2).
  const cookie = isHttps ? "__Host-gatehouse-session" : "gatehouse-session";
  const attributes: CookieAttributes = { path: "/", httpOnly: true, sameSite: "Lax", secure: isHttps };
  const rows = sessionRows(database);

  const secretOf = (c: Context) => {
    const secret = getCookie(c, cookie);
    return secret && SECRET.test(secret) ? secret : undefined;
  };
  const sessionOf = async (c: Context): Promise<WebSession | undefined> => {
    const secret = secretOf(c);
    if (secret === undefined) return undefined;
    const row = await rows.use(secret);
    const person = row && (await people.get(row.personId, row.grantId));
    return person && { person, signedInAt: row.signedInAt, csrfToken: csrfTokenOf(secret) };
  };
  const end = async (c: Context): Promise<void> => {
    const secret = secretOf(c);
    const grantId = secret && (await rows.end(secret));
    if (grantId) await client.endGrant(grantId);
    deleteCookie(c, cookie, attributes);
  };

  const open = async (c: Context, found: SignedIn): Promise<void> => {
    // A browser has one session: what it had before, perhaps another person's, is over.
    await end(c);
    const secret = newSecret();
    await rows.open(secret, found);
    setCookie(c, cookie, secret, { ...attributes, maxAge: SESSION_SECONDS });
  };

  const requireSignIn = signInGuard(publicUrl, sessionOf);
  const routes = sessionRoutes({ ...options, attributes, open, end, requireSignIn });
  return { routes, requireSignIn, personOf: async (c) => (await sessionOf(c))?.person };
}

function signInGuard(
  publicUrl: string,
  sessionOf: (c: Context) => Promise<WebSession | undefined>,
): MiddlewareHandler<WebVariables> {
  return async function requireSignIn(c, next) {
    const session = await sessionOf(c);
    setPageHeaders(c);
    if (!session) return isRead(c) ? c.redirect(startUrl(c), 303) : c.html(notice("ended"), 401);
    if (!isRead(c) && !(await isOwnForm(c, session, publicUrl))) return c.html(notice("foreign"), 403);
    c.set("session", session);
    await next();
    setPageHeaders(c);
  };
}

const isRead = (c: Context) => c.req.method === "GET" || c.req.method === "HEAD";

function startUrl(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return `${SESSION_PATHS.start}?${new URLSearchParams({ to: pathname + search })}`;
}

/** From the cookie, so that it needs no place of its own; the cookie cannot be worked out from it. */
const csrfTokenOf = (secret: string): string =>
  createHmac("sha256", secret).update("csrf").digest("base64url");

const limitForm = bodyLimit({ maxSize: FORM_BYTES_MAX });

async function isOwnForm(c: Context, { csrfToken }: WebSession, publicUrl: string): Promise<boolean> {
  const origin = c.req.header("origin");
  if (origin !== undefined && origin !== publicUrl) return false;
  let given: unknown;
  const tooLarge = await limitForm(c, async () => {
    given = (await c.req.parseBody()).csrf;
  });
  if (tooLarge instanceof Response || typeof given !== "string") return false;
  const [mine, theirs] = [Buffer.from(csrfToken), Buffer.from(given)];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}
