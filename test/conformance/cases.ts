/** One request as a server meets it: the headers that say something, and the parsed body. */
export type Case = { headers: Record<string, string>; body: unknown };

const VERSION = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const INFO = "io.modelcontextprotocol/clientInfo";

type Header = string | undefined;

const versions: Header[] = [
  undefined,
  "2026-07-28",
  "2025-11-25",
  "2024-11-05",
  "1999-01-01",
  "  2026-07-28 ",
];

const metas: Record<string, unknown>[] = [
  {},
  { _meta: {} },
  { _meta: "text" },
  { _meta: null },
  { _meta: { progressToken: 1 } },
  { _meta: { [VERSION]: "2026-07-28", [CAPABILITIES]: {} } },
  { _meta: { [VERSION]: "2026-07-28", [CAPABILITIES]: {}, [INFO]: { name: "a", version: "1" } } },
  { _meta: { [VERSION]: "2026-07-28", [CAPABILITIES]: {}, [INFO]: "nobody" } },
  { _meta: { [VERSION]: "2026-07-28" } },
  { _meta: { [CAPABILITIES]: {} } },
  { _meta: { [VERSION]: "2026-07-28", [CAPABILITIES]: [] } },
  { _meta: { [VERSION]: 20260728, [CAPABILITIES]: {} } },
  { _meta: { [VERSION]: "2025-11-25", [CAPABILITIES]: {} } },
  { _meta: { [VERSION]: "v999", [CAPABILITIES]: {} } },
];

const methods = [
  "tools/list",
  "tools/call",
  "initialize",
  "server/discover",
  "unknown/method",
  "constructor",
];

const names: Header[] = [
  undefined,
  "echo",
  " echo ",
  "other",
  "=?base64?ZWNobw==?=",
  "=?base64?ZWNobw?=",
  "=?base64?Z!Nobw==?=",
  "=?base64?",
];

const request = (method: string, params: Record<string, unknown>, id: unknown = 1) => ({
  jsonrpc: "2.0",
  id,
  method,
  params,
});

/** Every revision a header may name, with every envelope a body may carry. */
const envelopes = methods.flatMap((method) =>
  versions.flatMap((version) =>
    metas.map((meta) => {
      const params = { ...(method === "tools/call" && { name: "echo" }), ...meta };
      const named = { "mcp-method": method, "mcp-name": method === "tools/call" ? "echo" : undefined };
      return make({ "mcp-protocol-version": version, ...named }, request(method, params));
    }),
  ),
);

const [full] = metas.slice(5);

/** A body without fault, with every way of repeating it wrongly in the headers. */
const repeated = versions.flatMap((version) =>
  [undefined, "tools/call", "TOOLS/CALL", "tools/list", " tools/call "].flatMap((method) =>
    names.map((name) =>
      make(
        { "mcp-protocol-version": version, "mcp-method": method, "mcp-name": name },
        request("tools/call", { name: "echo", ...full }),
      ),
    ),
  ),
);

/** Names that a header cannot carry as they are, or that are none. */
const unusual = ["Zürich", "=?base64?", "", 5, undefined].flatMap((name) =>
  [undefined, "=?base64?WsO8cmljaA==?=", "=?base64?", "=?base64?/w==?=", ""].map((header) =>
    make(
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": header },
      request("tools/call", { name, ...full }),
    ),
  ),
);

const bodies: unknown[] = [
  ...["a", "", 0, -1, 1.5, null, true, {}, undefined].map((id) => request("tools/list", { ...full }, id)),
  ...metas.map((meta) => ({ jsonrpc: "2.0", method: "notifications/initialized", params: meta })),
  { jsonrpc: "2.0", method: "notifications/initialized" },
  { jsonrpc: "2.0", id: 1, method: "ping" },
  { jsonrpc: "2.0", id: 1, method: "ping", params: [] },
  { jsonrpc: "2.0", id: 1, method: "ping", params: null },
  { jsonrpc: "2.0", id: 1, method: "ping", extra: true },
  { jsonrpc: "2.0", id: 1, method: 5 },
  { jsonrpc: "1.0", id: 1, method: "ping" },
  { id: 1, method: "ping" },
  { jsonrpc: "2.0", id: 1, result: {} },
  { jsonrpc: "2.0", id: 1, result: "text" },
  { jsonrpc: "2.0", id: 1, error: { code: 1, message: "no" } },
  { jsonrpc: "2.0", id: 1, error: "no" },
  { jsonrpc: "2.0", error: { code: 1, message: "no" } },
  { jsonrpc: "2.0", id: 1, result: {}, method: "ping" },
  [],
  [{ jsonrpc: "2.0", id: 1, method: "ping" }],
  [request("tools/list", { ...full })],
  [1],
  {},
  "text",
  7,
  null,
];

/** Every shape of a body, under every revision a header may name. */
const shapes = versions.flatMap((version) =>
  bodies.flatMap((body) =>
    [undefined, "tools/list", "notifications/initialized"].map((method) =>
      make({ "mcp-protocol-version": version, "mcp-method": method }, body),
    ),
  ),
);

export const cases: readonly Case[] = [...envelopes, ...repeated, ...unusual, ...shapes];

/** As it would arrive: what is undefined is not sent. */
function make(headers: Record<string, Header>, body: unknown): Case {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { headers: Object.fromEntries(sent), body: JSON.parse(JSON.stringify(body)) };
}
