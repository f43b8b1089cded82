import type { MiddlewareHandler } from "hono";

const readsByPost = new Set([
  "/services/rest/query/v1/suiteql",
  "/services/rest/auth/oauth2/v1/token",
  "/app/login/oauth2/authorize.nl",
]);

/** Whether a request may change the account: everything but GET, a query and a sign-in. */
export const isWrite = (method: string, path: string): boolean =>
  method !== "GET" && method !== "HEAD" && !readsByPost.has(path);

export type RequestLog = {
  /** Method, path and query of every request, in order. */
  requests: string[];
  /** Those of them that may change something. */
  writes: string[];
};

/** Keeps what was asked. */
export const logRequests = (log: RequestLog): MiddlewareHandler =>
  async function logRequests(c, next) {
    const { pathname, search } = new URL(c.req.url);
    log.requests.push(`${c.req.method} ${pathname}${search}`);
    if (isWrite(c.req.method, pathname)) log.writes.push(`${c.req.method} ${pathname}`);
    await next();
  };
