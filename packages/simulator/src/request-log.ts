import type { MiddlewareHandler } from "hono";

/** What a simulator was asked since its start or its last reset. */
export type RequestLog = {
  /** `METHOD /path?query` of every request, in order. */
  requests: string[];
  /** `METHOD /path` of those that may change something. */
  writes: string[];
};

/** Keeps what was asked. `isWrite` is the vendor's: some of them read by POST. */
export const logRequests = (
  log: RequestLog,
  isWrite: (method: string, path: string) => boolean,
): MiddlewareHandler =>
  async function logRequests(c, next) {
    const { pathname, search } = new URL(c.req.url);
    log.requests.push(`${c.req.method} ${pathname}${search}`);
    if (isWrite(c.req.method, pathname)) log.writes.push(`${c.req.method} ${pathname}`);
    await next();
  };
