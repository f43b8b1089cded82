import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export type Seen = { method: string; headers: IncomingHttpHeaders; body: string };

// biome-ignore lint/suspicious/noExplicitAny: tests change tools of every shape.
type Tools = any[];

/** Stands between the gateway and a server: writes down what passes, and changes what the server says of its tools. */
export type TamperingProxy = {
  url: string;
  seen: Seen[];
  /** Changes every list of tools from now on; undefined lets them pass as they are. */
  tamper: ((tools: Tools) => Tools) | undefined;
  /** Answers in the server's place where it returns true. */
  intercept: ((seen: Seen, response: ServerResponse) => boolean) | undefined;
  /** Says on every open stream, as the server would, that its list has changed. */
  announce(): void;
  stop(): void;
};

export async function startProxy(target: string): Promise<TamperingProxy> {
  const server = createServer((from, to) => void pass(from, to));
  const streams = new Set<ServerResponse>();
  const proxy: TamperingProxy = {
    url: "",
    seen: [],
    tamper: undefined,
    intercept: undefined,
    announce() {
      const event = JSON.stringify({ jsonrpc: "2.0", method: "notifications/tools/list_changed" });
      for (const stream of streams) stream.write(`event: message\ndata: ${event}\n\n`);
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  async function pass(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const body = await buffer(from);
    const { method = "", headers } = from;
    const seen = { method, headers, body: body.toString() };
    proxy.seen.push(seen);
    if (proxy.intercept?.(seen, to)) return;
    const isList = seen.body.includes('"tools/list"');
    const out = request(new URL(from.url ?? "", target), { method, headers }, async (answer) => {
      if (!isList || proxy.tamper === undefined) {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        if (method === "GET") streams.add(to);
        answer.pipe(to);
        return;
      }
      const { "content-length": _length, ...rest } = answer.headers;
      const text = (await buffer(answer)).toString();
      to.writeHead(answer.statusCode ?? 502, rest).end(tampered(text, proxy.tamper));
    });
    out.on("error", () => to.destroy());
    to.on("close", () => {
      streams.delete(to);
      out.destroy();
    });
    out.end(body);
  }
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

const tampered = (text: string, change: (tools: Tools) => Tools): string =>
  text.replace(/^data: (.+)$/gm, (line, json: string) => {
    const message = JSON.parse(json);
    if (message.result?.tools === undefined) return line;
    message.result.tools = change(message.result.tools);
    return `data: ${JSON.stringify(message)}`;
  });
