import type { IncomingMessage, ServerResponse } from "node:http";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { Pool } from "undici";

// The floor: what the same way costs when nothing is decided, limited, masked or recorded on it. A Hono route that passes
// Node's own request on over a keep-alive pool and writes the answer to Node's own response.

const origin = process.argv[2] ?? "";
const pool = new Pool(origin, { connections: 64, pipelining: 1 });
const app = new Hono<{ Bindings: HttpBindings }>();

app.post("/mcp", async (c) => {
  const { incoming, outgoing } = c.env;
  await passOn(incoming.headers, await bodyOf(incoming), outgoing);
  return RESPONSE_ALREADY_SENT;
});

function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

const PASSED = ["content-type", "accept", "authorization", "mcp-protocol-version", "mcp-method", "mcp-name"];

function passOn(given: IncomingMessage["headers"], body: Buffer, response: ServerResponse): Promise<void> {
  const headers: Record<string, string> = {};
  for (const name of PASSED) {
    const value = given[name];
    if (typeof value === "string") headers[name] = value;
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let contentType = "";
    pool.dispatch(
      { method: "POST", path: "/mcp", headers, body },
      {
        onRequestStart() {},
        onResponseStart(_, code, received) {
          status = code;
          contentType = String(received["content-type"]);
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          const answer = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
          response.writeHead(status, { "content-type": contentType, "content-length": answer.length });
          response.end(answer);
          resolve();
        },
        onResponseError: (_, error) => reject(error),
      },
    );
  });
}

serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1", overrideGlobalObjects: false }, ({ port }) => {
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}` })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
