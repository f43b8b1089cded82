import { createSecretKey, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll } from "vitest";
import type { Dependencies } from "../dependencies.ts";
import { connectTo } from "../systems/connection.ts";
import { requestStates } from "../systems/request-state.ts";
import { tool } from "./exchange-for-tests.ts";
import { forward } from "./forward.ts";

export type Handler = (
  body: { id: unknown; params: Record<string, unknown> },
  response: ServerResponse,
  request: IncomingMessage,
) => void;
const KEY = createSecretKey(randomBytes(32));
const open: { close(): unknown }[] = [];
afterAll(() => Promise.all(open.map((one) => one.close())));

/**
 * A system that answers as told, and the step in front of it; `intents` are the rows made durable before a commit, `logged`
 * what the log was told.
 */
export async function systemThat(handler: Handler, directory: object = {}) {
  const server = createServer((request, response) => {
    text(request).then((body) => handler(JSON.parse(body), response, request));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = connectTo(url, 2);
  open.push({ close: () => server.closeAllConnections() }, server, connection);
  const system = {
    id: "s",
    title: "System S",
    contact: "owner@halden.example",
    timeoutMs: 300,
    settleMs: 100,
    relays: true,
    tools: [tool()],
    connection,
  };
  const logged: string[] = [];
  const intents: string[] = [];
  const needs = {
    systems: { get: () => system },
    assertions: {
      forRead: () => "assertion",
      forStep: async (_who: unknown, _system: string, _phase: number, { step }: { step: string }) =>
        `assertion-${step}`,
    },
    requestStates: requestStates(() => [KEY]),
    audit: {
      personKeys: { get: () => createSecretKey(randomBytes(32)) },
      keys: { hashArguments: () => "hash" },
      writer: { write: async ({ kind }: { kind: string }) => void intents.push(kind) },
    },
    ...directory,
    log: {
      info: () => undefined,
      warn: (details: object, message: string) => logged.push(message, JSON.stringify(details)),
      error: (_: object, message: string) => logged.push(message),
    },
  } as unknown as Dependencies;
  return { step: forward(needs), intents, logged, system, needs };
}
