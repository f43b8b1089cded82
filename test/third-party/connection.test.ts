import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ToolError } from "@gatehouse/tool";
import { getRequestListener } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
// @boundaries-ignore the way to a server is taken alone, without people and rules
import { type ThirdPartyConnection, thirdPartyConnection } from "../../gateway/src/third-party/connection.ts";
// @boundaries-ignore as above
import { createEgress, type Egress, hostAndPort } from "../../gateway/src/third-party/egress.ts";
// @boundaries-ignore as above
import { listTools } from "../../gateway/src/third-party/list-tools.ts";
// @boundaries-ignore as above
import { openMcpClient } from "../../gateway/src/third-party/mcp-client.ts";
// @boundaries-ignore as above
import { pinnedTool } from "../../gateway/src/third-party/pinned-tool.ts";
// @boundaries-ignore as above
import { createSessions } from "../../gateway/src/third-party/sessions.ts";
import { freePort } from "../support/house.ts";
import { type EverythingServer, startEverything } from "./everything-server.ts";
import { startProxy, type TamperingProxy } from "./tampering-proxy.ts";

let everything: EverythingServer;
let modernServer: Server;
const asked: { headers: Record<string, unknown>; body: string }[] = [];
const opened: { close(): Promise<void> }[] = [];
let proxy: TamperingProxy;

/** A server of the present era, with a header that one of its arguments travels in as well. */
const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "vendor", version: "9" });
  server.registerTool(
    "where.am-i",
    {
      description: "Tells.",
      inputSchema: z.object({ region: z.string().meta({ "x-mcp-header": "Region" }) }),
    },
    async ({ region }) => ({ content: [{ type: "text", text: `in ${region}` }] }),
  );
  return server;
});

beforeAll(async () => {
  modernServer = createServer(getRequestListener((request) => handler.fetch(request)));
  modernServer.prependListener("request", ({ headers }) => void asked.push({ headers, body: "" }));
  await new Promise<void>((done) => modernServer.listen(0, "127.0.0.1", done));
  everything = await startEverything();
  proxy = await startProxy(everything.url);
});
afterAll(async () => {
  modernServer.closeAllConnections();
  modernServer.close();
  proxy?.stop();
  await everything?.stop();
});
afterEach(async () => {
  proxy.intercept = undefined;
  for (const one of opened.splice(0).reverse()) await one.close();
});

function wayTo(origin: string): { url: URL; egress: Egress; connection: ThirdPartyConnection } {
  const url = new URL("/mcp", origin);
  const egress = createEgress({ hosts: new Set([hostAndPort(url)]), allowsLoopback: true });
  const sessions = createSessions(
    () => openMcpClient({ url, headers: {}, fetch: egress.fetch, timeoutMs: 3_000 }),
    {
      most: 2,
      title: "Vendor",
    },
  );
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const connection = thirdPartyConnection({
    system: { id: "v", title: "Vendor" },
    sessions,
    log: log as never,
    requireOpen: async (tool) => ({ upstreamName: tool.entry.example.upstream as string }),
  });
  opened.push(egress, connection);
  return { url, egress, connection };
}

function toolOf(upstream: string, risk: "read" | "irreversible", inputSchema: object = { type: "object" }) {
  const declared = { phase: risk === "read" ? 1 : 3, risk, labels: { output: {} } } as const;
  const tool = pinnedTool("v", upstream, declared, {
    server: "",
    name: upstream,
    description: "d",
    inputSchema,
  });
  return { ...tool, entry: { ...tool.entry, example: { upstream } } };
}

const call = (tool: ReturnType<typeof toolOf>, args: Record<string, unknown>, person = "p") => ({
  id: 7,
  person,
  tool,
  args,
  timeoutMs: 3_000,
  caller: undefined,
  requestId: "r",
});

test("a server of the present era is listed and called, with the headers that it wants", async () => {
  const origin = `http://127.0.0.1:${(modernServer.address() as AddressInfo).port}`;
  const { url, egress, connection } = wayTo(origin);
  const client = await openMcpClient({ url, headers: {}, fetch: egress.fetch, timeoutMs: 3_000 });
  const tools = await listTools(client, url.href, 3_000);
  await client.close();
  const schema = tools.get("where.am-i")?.inputSchema as object;
  const { message } = await connection.send(call(toolOf("where.am-i", "read", schema), { region: "north" }));
  expect(message.result).toEqual({ content: [{ type: "text", text: "in north" }], resultType: "complete" });
  expect(asked.at(-1)?.headers).toMatchObject({
    "mcp-protocol-version": "2026-07-28",
    "mcp-name": "where.am-i",
    "mcp-param-region": "north",
  });
});

const posts = (method: string) =>
  proxy.seen.filter(({ body }) => body.includes(`"method":"${method}"`)).length;

test("before a write goes out, a session that was forgotten is replaced, so the write is sent once", async () => {
  const { connection } = wayTo(proxy.url);
  const echo = toolOf("echo", "irreversible");
  await connection.send(call(echo, { message: "one" }));
  await everything.restart();
  const before = posts("tools/call");
  const { message } = await connection.send(call(echo, { message: "two" }));
  expect(message.result).toMatchObject({ content: [{ text: "Echo: two" }] });
  expect(posts("tools/call") - before).toBe(1);
});

test("a write is not sent that was closed while its session was being opened", async () => {
  const { connection } = wayTo(proxy.url);
  const [sent, opened] = [posts("tools/call"), posts("initialize")];
  let isOpen = true;
  proxy.intercept = ({ body }) => {
    if (body.includes('"initialize"')) isOpen = false;
    return false;
  };
  const assertOpen = () => {
    if (!isOpen) throw new ToolError("phase_closed", "Closed meanwhile.");
  };
  const echo = toolOf("echo", "irreversible");
  await expect(connection.send({ ...call(echo, { message: "one" }), assertOpen })).rejects.toMatchObject({
    code: "phase_closed",
  });
  expect(posts("initialize") - opened).toBe(1);
  expect(posts("tools/call")).toBe(sent);
});

test("a write that its server answers with 404 is not sent again, and nobody claims that it did not happen", async () => {
  const { connection } = wayTo(proxy.url);
  const echo = toolOf("echo", "irreversible");
  await connection.send(call(echo, { message: "one" }));
  const before = posts("tools/call");
  proxy.intercept = ({ body }, response) => {
    const isCall = body.includes('"tools/call"');
    if (isCall) response.writeHead(404).end();
    return isCall;
  };
  await expect(connection.send(call(echo, { message: "two" }))).rejects.toMatchObject({
    name: "ConnectionError",
    sent: true,
  });
  expect(posts("tools/call") - before).toBe(1);
});

test("a write that fails at its server has an unknown outcome, one that it rejects has none", async () => {
  const { connection } = wayTo(proxy.url);
  const codeWhen = async (answer: object) => {
    proxy.intercept = ({ body }, response) => {
      if (!body.includes('"tools/call"')) return false;
      const message = { jsonrpc: "2.0", id: JSON.parse(body).id, ...answer };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(message));
      return true;
    };
    const { message } = await connection.send(call(toolOf("echo", "irreversible"), {}));
    return (message.result as { _meta: Record<string, { code: string }> })._meta["gatehouse/error"]?.code;
  };
  expect(await codeWhen({ result: { isError: true, content: [] } })).toBe("outcome_unknown");
  expect(await codeWhen({ error: { code: -32603, message: "oops" } })).toBe("outcome_unknown");
  expect(await codeWhen({ error: { code: -32602, message: "no such argument" } })).toBe("invalid_input");
});

test("a server that is not there was sent nothing", async () => {
  const { connection } = wayTo(`http://127.0.0.1:${await freePort()}`);
  await expect(connection.send(call(toolOf("echo", "irreversible"), {}))).rejects.toMatchObject({
    sent: false,
  });
});

test("an answer beyond all measure is cut off", async () => {
  const { connection } = wayTo(proxy.url);
  proxy.intercept = ({ body }, response) => {
    if (!body.includes('"tools/call"')) return false;
    response.writeHead(200, { "content-type": "application/json" }).end("x".repeat(11 * 1024 * 1024));
    return true;
  };
  await expect(connection.send(call(toolOf("echo", "read"), {}))).rejects.toMatchObject({
    name: "ConnectionError",
  });
});

test("only so many people have a session at once, and the longest unused makes room", async () => {
  const { connection } = wayTo(proxy.url);
  const echo = toolOf("echo", "read");
  const before = posts("initialize");
  for (const person of ["a", "b", "c", "b"]) await connection.send(call(echo, { message: person }, person));
  expect(posts("initialize") - before).toBe(3);
  await expect.poll(() => proxy.seen.filter(({ method }) => method === "DELETE").length).toBeGreaterThan(0);
});
