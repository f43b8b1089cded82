import { ASSERTION } from "@gatehouse/tool";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Dependencies } from "./dependencies.ts";
import type { ScimRoutes } from "./directory/scim-http.ts";
import { SCIM_PATH } from "./directory/scim-resources.ts";
import { resourceMetadata } from "./endpoints.ts";
import type { Endpoint } from "./exchange.ts";
import { metricsRoute } from "./observe/metrics-route.ts";

type Routes = {
  endpoints: readonly Endpoint[];
  publicUrl: string;
  needs: Dependencies;
  metricsToken: string | undefined;
  /** Pages for people. */
  pages: Hono;
  /** What identity providers keep the directory current by. */
  scim: ScimRoutes;
  /** Why the gateway cannot serve calls now; empty when it can. */
  unready: () => Promise<string[]>;
};

/** Every route of the gateway but its MCP endpoints' and its authorization server's. */
export function createApp({
  endpoints,
  publicUrl,
  needs,
  metricsToken,
  unready,
  pages,
  scim,
}: Routes): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const endpoint of endpoints) {
    const metadata = resourceMetadata(endpoint, publicUrl, needs.company.name);
    app.get(new URL(endpoint.metadataUrl).pathname, (c) => c.json(metadata, 200, PUBLIC));
    if (endpoint.path === "/mcp")
      app.get("/.well-known/oauth-protected-resource", (c) => c.json(metadata, 200, PUBLIC));
  }
  return app
    .get(ASSERTION.keysPath, (c) => c.json(needs.assertions.publicKeys(), 200, PUBLIC))
    .get("/healthz", (c) => c.json({ ok: true }))
    .get("/readyz", async (c) => {
      const reasons = await unready();
      return reasons.length === 0 ? c.json({ ready: true }) : c.json({ ready: false, reasons }, 503);
    })
    .get("/metrics", metricsRoute(needs.metrics, metricsToken, publicUrl))
    .route("/", needs.credentials.tokenRoute)
    .route("/", pages)
    .route(SCIM_PATH, scim)
    .notFound((c) => c.json({ error: "There is nothing here. MCP clients connect to /mcp." }, 404))
    .onError((error, c) => {
      needs.log.error({ error, path: c.req.path }, "a request failed");
      return c.json({ error: "Something went wrong inside Gatehouse." }, 500);
    });
}

const PUBLIC = { "cache-control": "public, max-age=300", "access-control-allow-origin": "*" };
