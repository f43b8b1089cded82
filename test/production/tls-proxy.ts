import { Agent, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Certificate } from "./certificate.ts";

/** What stands in front of the gateways: ends TLS and takes them in turn. */
export type TlsProxy = {
  url: string;
  /** Origins of the gateways; may change at any time. */
  backends: string[];
  /** Requests that no gateway answered. */
  failures: () => number;
  stop(): Promise<void>;
};

/** Like a common proxy: asks the next one where nobody listens, and repeats nothing that was sent. */
export async function openTlsProxy(certificate: Certificate, host: string): Promise<TlsProxy> {
  const backends: string[] = [];
  const agent = new Agent({ keepAlive: false });
  let turn = 0;
  let failures = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const headers = {
      ...request.headers,
      "x-forwarded-for": request.socket.remoteAddress,
      "x-forwarded-proto": "https",
    };
    turn += 1;
    for (let attempt = 0; attempt < backends.length; attempt += 1) {
      const origin = backends[(turn + attempt) % backends.length] ?? "";
      const answer = await ask(
        new URL(request.url ?? "/", origin),
        { agent, method: request.method, headers },
        body,
      );
      if (answer === "refused") continue;
      if (answer === "lost") break;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      return void answer.on("error", () => response.destroy()).pipe(response);
    }
    failures += 1;
    response.writeHead(502).end();
  };
  const server = createServer(
    { key: certificate.key, cert: certificate.certificate },
    (request, response) => {
      serve(request, response).catch(() => response.destroy());
    },
  );
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `https://${host}:${(server.address() as AddressInfo).port}`,
    backends,
    failures: () => failures,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

type Request = {
  agent: Agent;
  method: string | undefined;
  headers: Record<string, string | string[] | undefined>;
};

const ask = (url: URL, request: Request, body: Buffer): Promise<IncomingMessage | "refused" | "lost"> =>
  new Promise((resolve) => {
    forward(url, request, resolve)
      .on("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "ECONNREFUSED" ? "refused" : "lost"))
      .end(body);
  });
