import { ERRORS, toToolError } from "@gatehouse/tool";
import { serve } from "@hono/node-server";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { Hono } from "hono";
import { type Assertion, assertionReader, type Trust } from "./assertion.ts";
import type { Cursors } from "./cursor.ts";
import { LIMITS } from "./limits.ts";
import { type Log, mcpServerFor, type Product } from "./mcp-server.ts";

type Options<Api> = { product: Product<Api>; trust: Trust; cursors: Cursors; log: Log };

/** A product over Streamable HTTP in both protocol eras, for its gateway alone: without its assertion, 401 for everything. */
export function httpApp<Api>({ product, trust, cursors, log }: Options<Api>): Hono {
  const serverFor = mcpServerFor({ product, cursors, log });
  const readAssertion = assertionReader(trust);
  const handler = createMcpHandler(({ authInfo }) => serverFor(authInfo?.extra?.assertion as Assertion), {
    maxRequestBodySize: LIMITS.bodyBytes,
    onerror: (cause) => log({ tool: "-", code: "internal", cause }),
  });
  return new Hono()
    .get("/healthz", (c) => c.json({ ok: true }))
    .all("/mcp", async (c) => {
      let assertion: Assertion;
      try {
        assertion = await readAssertion(c.req.header("authorization"));
      } catch (error) {
        const { code, message, cause } = toToolError(error);
        log({ tool: "-", code, cause });
        return c.json({ code, message }, ERRORS[code].status);
      }
      const authInfo = { token: "", clientId: "gateway", scopes: [], extra: { assertion } };
      return handler.fetch(c.req.raw, { authInfo });
    });
}

/**
 * Serves the app on loopback or `hostname`; resolves with its origin once it listens, rejects when the port is taken.
 * `close` takes nothing new and resolves when the last answer under way has gone out.
 */
export function listen(app: Pick<Hono, "fetch">, port: number, hostname = "127.0.0.1") {
  return new Promise<{ url: string; close: () => Promise<void> }>((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname }, (info) => {
      const close = () =>
        new Promise<void>((done) => {
          // Closing drops idle connections once; one that falls idle later would be kept alive for seconds.
          const dropIdle = () => "closeIdleConnections" in server && server.closeIdleConnections();
          const dropping = setInterval(dropIdle, LIMITS.idleCheckMs);
          server.close(() => {
            clearInterval(dropping);
            done();
          });
        });
      resolve({ url: `http://${hostname}:${info.port}`, close });
    });
    server.on("error", reject);
  });
}
