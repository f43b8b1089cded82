import { randomInt } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** The id of a request: 39 digits [recorded 2026-05]. */
const requestId = () => Array.from({ length: 3 }, () => String(randomInt(10 ** 12, 10 ** 13))).join("");

/** The headers every answer carries [recorded 2022 and 2026-05]; refusals of a key or an employee carry fewer. */
export const vendorHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("server", "nginx");
  c.header("x-request-id", requestId());
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-cache, private");
  if (c.res.status === 401 || c.res.status === 404) return;
  c.header("vary", "Authorization,User-Agent");
  c.header("strict-transport-security", "max-age=31536000; includeSubdomains;");
  c.header("x-content-type-options", "nosniff");
};
