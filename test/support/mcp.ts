/** Requests as a client of either era writes them, for tests that look at the wire. */

export const MODERN = "2026-07-28";

const META = {
  "io.modelcontextprotocol/protocolVersion": MODERN,
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
};

export type Answered = { status: number; headers: Headers; text: string; body: RpcAnswer | undefined };
export type RpcAnswer = {
  id?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results of every shape.
  result?: any;
  error?: { code: number; message: string; data?: unknown };
};

/** Posts any body with any headers and reads whatever comes back. */
export async function post(
  url: string,
  body: string | object,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): RpcAnswer | undefined {
  const json = text.startsWith("{")
    ? text
    : text
        .split("\n")
        .findLast((line) => line.startsWith("data: "))
        ?.slice(6);
  return json === undefined ? undefined : JSON.parse(json);
}

/** One request of the modern era, with every header and key it needs. */
export function modern(
  url: string,
  token: string,
  method: string,
  params: Record<string, unknown> = {},
): Promise<Answered> {
  const name = params.name ?? params.uri;
  return post(
    url,
    { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: { ...META, ...(params._meta as object) } } },
    {
      authorization: `Bearer ${token}`,
      "mcp-protocol-version": MODERN,
      "mcp-method": method,
      ...(typeof name === "string" && { "mcp-name": name }),
    },
  );
}

/** One request of the legacy era, statelessly. */
export const legacy = (url: string, token: string, method: string, params: Record<string, unknown> = {}) =>
  post(
    url,
    { jsonrpc: "2.0", id: 1, method, params },
    { authorization: `Bearer ${token}`, "mcp-protocol-version": "2025-11-25" },
  );

/** A tool call in the modern era. */
export const callTool = (url: string, token: string, name: string, args: Record<string, unknown> = {}) =>
  modern(url, token, "tools/call", { name, arguments: args });
