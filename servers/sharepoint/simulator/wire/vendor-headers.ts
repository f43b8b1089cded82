import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../tenant.ts";

const json =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
const diagnostic = JSON.stringify({
  ServerInfo: {
    DataCenter: "West US 2",
    Slice: "E",
    Ring: "4",
    ScaleUnit: "003",
    RoleInstance: "CO1PEPF00002A01",
  },
});

/** The headers that every answer of Graph carries; the caller's own request id comes back. */
export const vendorHeaders: MiddlewareHandler<Env> = async (c, next) => {
  const requestId = randomUUID();
  const begun = performance.now();
  c.set("requestId", requestId);
  await next();
  // Refusals carry the short form [recorded 2021].
  if (c.res.ok && c.res.headers.get("content-type")?.startsWith("application/json"))
    c.header("content-type", json);
  c.header("request-id", requestId);
  c.header("client-request-id", c.req.header("client-request-id") ?? requestId);
  c.header("x-ms-ags-diagnostic", diagnostic);
  c.header("odata-version", "4.0");
  c.header("cache-control", "no-store, no-cache");
  c.header("strict-transport-security", "max-age=31536000");
  c.header("splogid", randomUUID());
  c.header("sprequestduration", String(Math.round(performance.now() - begun)));
};
