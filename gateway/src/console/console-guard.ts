import type { Context, Next } from "hono";
import { createMiddleware } from "hono/factory";
import type { WebSessions, WebVariables } from "../web-session/web-sessions.ts";
import { CONSOLE_POLICY } from "./frame.tsx";

/**
 * Stands in front of every page of the console: only signed-in people pass, and the answer carries the console's own content
 * policy, which allows the gateway's own scripts.
 */
export const consoleGuard = (sessions: Pick<WebSessions, "requireSignIn">) =>
  createMiddleware<WebVariables>(async function guardConsole(c: Context, next: Next) {
    const answer = await sessions.requireSignIn(c, next);
    c.header("content-security-policy", CONSOLE_POLICY);
    return answer;
  });
