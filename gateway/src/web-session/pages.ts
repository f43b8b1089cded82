import { type Env, Hono } from "hono";
import type { WebSessions } from "./web-sessions.ts";

/** The gateway's own pages: those of the session itself, and what other parts put behind a sign-in. */
export function ownPages<E extends Env>(sessions: WebSessions, pages: readonly Hono<E>[]): Hono {
  const app = new Hono();
  app.route("/", sessions.routes);
  for (const page of pages) app.route("/", page);
  return app;
}
