import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Endpoint, Exchange } from "./exchange.ts";
import { LIMITS } from "./limits.ts";
import type { Running } from "./running.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
type Authorization = { handles(path: string): boolean; handler: Listener };

/** Of each MCP endpoint, by its path, what hands Node's own request and response to the pipeline. */
export function mcpListeners(
  endpoints: readonly Endpoint[],
  run: (exchange: Exchange) => Promise<void>,
  running: Running,
): ReadonlyMap<string, Listener> {
  return new Map(
    endpoints.map((endpoint) => [
      endpoint.path,
      (request, response) =>
        void running.count({ endpoint, request, response, startedAt: performance.now(), requestId: "" }, run),
    ]),
  );
}

type Listeners = { mcp: ReadonlyMap<string, Listener>; authorization: Authorization; app: Listener };

/**
 * MCP endpoints and the authorization server stand in front of Hono, which took about a seventh of a call's processor time.
 * Bodies are read by those who bound them: a framework before them would take them.
 */
export function serverFor({ mcp, authorization, app }: Listeners): Server {
  const limits = {
    headersTimeout: LIMITS.headersMs,
    requestTimeout: LIMITS.requestMs,
    connectionsCheckingInterval: LIMITS.connectionCheckMs,
    maxHeaderSize: LIMITS.headerBytes,
    noDelay: true,
  };
  const server = createServer(limits, (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "/";
    const endpoint = mcp.get(path);
    if (endpoint !== undefined) endpoint(request, response);
    // A path is all a request may name: absolute URLs are for proxies, and this is none.
    else if (!path.startsWith("/")) response.writeHead(400).end();
    else if (authorization.handles(path)) authorization.handler(request, response);
    else app(request, response);
  });
  server.maxConnections = LIMITS.connections;
  return server;
}

/** Resolves to the address once it serves; rejects where the port is taken. */
export function listening(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(`http://${host}:${typeof address === "object" ? address?.port : port}`);
    });
  });
}
