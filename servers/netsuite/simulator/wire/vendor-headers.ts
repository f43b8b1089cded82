import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** The headers that every answer of the REST services carries. */
export const vendorHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const operation = randomUUID();
  c.header("x-n-operationid", operation);
  c.header("x-netsuite-jobid", operation.slice(0, 8));
  c.header("cache-control", "No-Cache");
  c.header("vary", "User-Agent");
  c.header("strict-transport-security", "max-age=31536000");
  c.header(
    "akamai-grn",
    `0.${operation.slice(-8)}.${Math.floor(Date.now() / 1_000)}.${operation.slice(0, 7)}`,
  );
};
