import type { Client, FetchLike } from "@modelcontextprotocol/client";
import { isObject } from "../protocol/message.ts";

/** A conversation with one server, in the era it speaks, with its session where it has one. */
export type McpClient = {
  client: Client;
  /** Whether the server keeps a session for it: then it can be lost. */
  hasSession(): boolean;
  /** Says goodbye to the server, as far as that goes quickly, and lets go of it. Never rejects. */
  close(): Promise<void>;
};

type Options = {
  url: URL;
  headers: Readonly<Record<string, string>>;
  fetch: FetchLike;
  /** How long each request that opens it may take. */
  timeoutMs: number;
  /** Called whenever the server says that its list has changed; listens for that as long as it is open. */
  onListChanged?: () => void;
};

const CLIENT = { name: "gatehouse", version: "1" };
const GOODBYE_MS = 2_000;

/**
 * Opens one, trying the modern era first. No capability is declared and no handler stands behind it, so a server that asks for
 * sampling, elicitation or roots is told that there is no such method.
 */
export async function openMcpClient({
  url,
  headers,
  fetch,
  timeoutMs,
  onListChanged,
}: Options): Promise<McpClient> {
  // Where nobody registered a third party, nobody waits for this or holds it in memory.
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const client = new Client(CLIENT, {
    capabilities: {},
    versionNegotiation: { mode: "auto", probe: { timeoutMs } },
    inputRequired: { autoFulfill: false },
    ...(onListChanged && {
      listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => onListChanged() } },
    }),
  });
  const transport = new StreamableHTTPClientTransport(url, {
    fetch: onListChanged ? fetch : withoutStream(fetch),
    requestInit: { headers: { ...headers }, redirect: "error" },
    onInsufficientScope: "throw",
  });
  try {
    await client.connect(transport, { timeout: timeoutMs, maxTotalTimeout: timeoutMs });
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
  return {
    client,
    hasSession: () => transport.sessionId !== undefined,
    async close() {
      const goodbye = transport.terminateSession().catch(() => undefined);
      await Promise.race([goodbye, new Promise((done) => setTimeout(done, GOODBYE_MS).unref())]);
      await client.close().catch(() => undefined);
    },
  };
}

/** Without the stream on which a server of the older era speaks unasked: one listener for each server hears all that matters. */
const withoutStream =
  (fetch: FetchLike): FetchLike =>
  (url, init) =>
    init?.method === "GET" ? Promise.resolve(new Response(null, { status: 405 })) : fetch(url, init);

/**
 * Whether a server no longer knows the session. 404 is what it must say (2025-11-25, basic/transports, session management);
 * servers made after the SDK's own example say 400.
 */
export const isSessionLost = (error: unknown, { hasSession }: Pick<McpClient, "hasSession">): boolean =>
  hasSession() && [400, 404].includes(statusOf(error));

/** The HTTP status a request failed with (`SdkHttpError`); 0 where there was none. */
export function statusOf(error: unknown): number {
  const data = error instanceof Error && "data" in error ? error.data : undefined;
  return isObject(data) && typeof data.status === "number" ? data.status : 0;
}

/** The code of a JSON-RPC error that a server answered with (`ProtocolError`); undefined of every other failure. */
export function protocolCodeOf(error: unknown): number | undefined {
  // What an aborted fetch throws has a number as well.
  const isOther = !(error instanceof Error) || error instanceof DOMException;
  const code = !isOther && "code" in error ? error.code : undefined;
  return typeof code === "number" ? code : undefined;
}

/** Whether a request's time was up, or nobody wanted its answer any more (`SdkErrorCode.RequestTimeout`). */
export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "REQUEST_TIMEOUT";
