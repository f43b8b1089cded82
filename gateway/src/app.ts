import { ASSERTION } from "@gatehouse/tool";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { Dependencies } from "./dependencies.ts";
import { resourceMetadata } from "./endpoints.ts";
import type { Endpoint, Exchange } from "./exchange.ts";
import { metricsRoute } from "./observe/metrics-route.ts";
import { runner } from "./pipeline.ts";
import type { Running } from "./running.ts";

type Routes = {
  endpoints: readonly Endpoint[];
  publicUrl: string;
  needs: Dependencies;
  running: Running;
  metricsToken: string | undefined;
  /** Why the gateway cannot serve calls now; empty when it can. */
  unready: () => Promise<string[]>;
};

/**
 * Every route of the gateway but its authorization server's. An MCP route hands Node's own request and response to the
 * pipeline: passing bodies through web streams would double the price of a call.
 */
export function createApp({
  endpoints,
  publicUrl,
  needs,
  running,
  metricsToken,
  unready,
}: Routes): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const run = runner(needs);
  for (const endpoint of endpoints) {
    app.all(endpoint.path, async (c) => {
      const { incoming: request, outgoing: response } = c.env;
      const exchange: Exchange = {
        endpoint,
        request,
        response,
        startedAt: performance.now(),
        requestId: "",
      } as Exchange;
      await running.count(exchange, run);
      return RESPONSE_ALREADY_SENT;
    });
    const metadata = resourceMetadata(endpoint, publicUrl, needs.company.name);
    app.get(new URL(endpoint.metadataUrl).pathname, (c) => c.json(metadata, 200, PUBLIC));
    if (endpoint.path === "/mcp")
      app.get("/.well-known/oauth-protected-resource", (c) => c.json(metadata, 200, PUBLIC));
  }
  return app
    .get(ASSERTION.keysPath, (c) => c.json(needs.assertions.publicKeys, 200, PUBLIC))
    .get("/healthz", (c) => c.json({ ok: true }))
    .get("/readyz", async (c) => {
      const reasons = await unready();
      return reasons.length === 0 ? c.json({ ready: true }) : c.json({ ready: false, reasons }, 503);
    })
    .get("/metrics", metricsRoute(needs.metrics, metricsToken, publicUrl))
    .notFound((c) => c.json({ error: "There is nothing here. MCP clients connect to /mcp." }, 404))
    .onError((error, c) => {
      needs.log.error({ error, path: c.req.path }, "a request failed");
      return c.json({ error: "Something went wrong inside Gatehouse." }, 500);
    });
}

const PUBLIC = { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" };
