import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Caller } from "@gatehouse/tool";
import { onTestFinished } from "vitest";

export type Received = { method: string; url: string; headers: IncomingMessage["headers"]; body: string };
type Respond = (request: Received, response: ServerResponse) => void | Promise<void>;

/** A real server on this machine for one test, which keeps what it was asked. */
export async function loopbackServer(respond: Respond) {
  const received: Received[] = [];
  const server = createServer(async (message, response) => {
    let body = "";
    for await (const chunk of message) body += chunk;
    const request = { method: message.method ?? "", url: message.url ?? "", headers: message.headers, body };
    received.push(request);
    await respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

export function reply(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
}

export const person = (id: string): Caller => ({ id, email: `${id}@example.com`, roles: [] });
