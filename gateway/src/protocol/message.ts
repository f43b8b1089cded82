/** One JSON-RPC id. MCP forbids null ids in requests. */
export type RequestId = string | number;

export type Params = Record<string, unknown> & { _meta?: Record<string, unknown> };

export type RpcRequest = { jsonrpc: "2.0"; id: RequestId; method: string; params?: Params };
export type RpcNotification = { jsonrpc: "2.0"; method: string; params?: Params };

/** What one POST may carry. Answers are sent by legacy clients only, and mean nothing to a stateless server. */
export type Message =
  | { kind: "request"; request: RpcRequest }
  | { kind: "notification"; notification: RpcNotification }
  | { kind: "answer" };

export const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const isMeta = (meta: unknown): boolean => meta === undefined || isObject(meta);

/** Reads a parsed body as one JSON-RPC 2.0 message; undefined for anything else, arrays included. */
export function readMessage(body: unknown): Message | undefined {
  if (!isObject(body) || body.jsonrpc !== "2.0") return undefined;
  const { id, method, params } = body;
  const isAnswer = "result" in body || "error" in body;
  if (typeof method === "string") {
    if (isAnswer) return undefined;
    if (params !== undefined && !(isObject(params) && isMeta(params._meta))) return undefined;
    if (id === undefined) return { kind: "notification", notification: body as RpcNotification };
    if (typeof id === "string" || Number.isInteger(id))
      return { kind: "request", request: body as RpcRequest };
    return undefined;
  }
  return isAnswer && method === undefined ? { kind: "answer" } : undefined;
}
