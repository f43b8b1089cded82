import { createServer, type Socket } from "node:net";
import { STEP_META } from "@gatehouse/tool";
import { fastEntries, fastPreview, fastResults, serverMeta } from "./fast-system.ts";

// The fastest MCP server we can write that still is one, as a program of its own: HTTP/1.1 by hand, no assertion, no SDK. It
// reads each request and writes each answer anew from objects, as every server must; bytes prepared in advance would be a
// file server, beside which any gateway looks slow. Its answers are those of a server in the modern revision.

type Rpc = { id: number; method: string; params: Params };
type Params = { name?: string; arguments?: { text?: string }; _meta?: Record<string, unknown> };

const BODY_BYTES_MAX = 64 * 1024;

const echoed = ({ text = "" }: { text?: string }) => ({
  content: [{ type: "text", text }],
  structuredContent: { text },
  resultType: "complete",
  _meta: serverMeta,
});
const LIST = {
  tools: fastEntries.map(({ name, title, description, annotations, inputSchema, outputSchema }) => ({
    name,
    title,
    description,
    annotations,
    inputSchema,
    outputSchema,
  })),
  ttlMs: 60_000,
  cacheScope: "private",
  resultType: "complete",
  _meta: serverMeta,
};
const HELLO = {
  protocolVersion: "2025-11-25",
  capabilities: { tools: {} },
  serverInfo: serverMeta["io.modelcontextprotocol/serverInfo"],
};

function resultFor({ method, params }: Rpc): object {
  if (method === "tools/list") return LIST;
  if (method === "initialize") return HELLO;
  const { name, arguments: given = {}, _meta: meta = {} } = params;
  if (meta[STEP_META.step] === "preview") return fastPreview(given);
  return name === "fast_list_rows" || name === "fast_list_contacts" ? fastResults[name]() : echoed(given);
}

function answer(socket: Socket, body: string): void {
  const request = JSON.parse(body) as Rpc;
  const text = JSON.stringify({ jsonrpc: "2.0", id: request.id, result: resultFor(request) });
  // Everything here is ASCII, so characters are bytes.
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
    "latin1",
  );
}

const LENGTH = /\r\ncontent-length: *(\d+)/i;

function serve(socket: Socket): void {
  let pending = "";
  socket.setNoDelay(true);
  socket.setEncoding("latin1");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    pending += chunk;
    for (let headEnd = pending.indexOf("\r\n\r\n"); headEnd >= 0; headEnd = pending.indexOf("\r\n\r\n")) {
      const end = headEnd + 4 + Number(LENGTH.exec(pending.slice(0, headEnd))?.[1] ?? 0);
      if (end > BODY_BYTES_MAX) return void socket.destroy();
      if (pending.length < end) return;
      answer(socket, pending.slice(headEnd + 4, end));
      pending = pending.slice(end);
    }
  });
}

const server = createServer(serve);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}` })}\n`);
});
process.on("SIGTERM", () => process.exit(0));
