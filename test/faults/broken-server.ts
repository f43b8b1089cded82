import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { catalogEntry, toolFor } from "@gatehouse/tool";
import { z } from "zod";

const echo = toolFor<undefined>()({
  name: "broken_echo",
  title: "Echo",
  description: "Repeats a text, or misbehaves as it was told to.",
  phase: 1,
  risk: "read",
  input: z.strictObject({ text: z.string().max(200) }),
  output: z.object({ text: z.string() }),
  example: { text: "hello" },
  handler: async () => {
    throw new Error("the broken server answers by itself");
  },
});

export const brokenCatalog = {
  system: { id: "broken", title: "Broken", vendor: "Gatehouse" },
  tools: [catalogEntry(echo as never)],
};

/** Words that no caller may ever read: what a vendor says in its distress. */
export const VENDOR_TEXT = "ORA-00942 at 10.1.2.3 for user svc_admin";

type Answering = (response: ServerResponse, id: unknown, request: IncomingMessage) => unknown;

const MiB = 1024 * 1024;
const RESULT = { content: [], structuredContent: { text: "hi" }, resultType: "complete" };
const message = (id: unknown, result: object = RESULT) => JSON.stringify({ jsonrpc: "2.0", id, result });
const sse = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });
const json = (response: ServerResponse) => response.writeHead(200, { "content-type": "application/json" });

/** Writes as fast as the other side reads, until it hangs up. */
async function pour(response: ServerResponse, piece: string): Promise<void> {
  const closed = once(response, "close");
  while (!response.destroyed)
    if (!response.write(piece)) await Promise.race([once(response, "drain"), closed]);
}

/** An answer that is right but for its size: `bytes` of text in one field, of which nothing can be left out. */
const bulky = (id: unknown, bytes: number) =>
  message(id, { content: [], structuredContent: { text: "x".repeat(bytes) }, resultType: "complete" });

const deep = (id: unknown) =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"structuredContent":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}}`;

/** Every way in which this server fails, by what it does. */
export const FAILURES = {
  "never answers": () => {},
  "sends headers and then nothing": (response) => json(response).flushHeaders(),
  "resets the connection": (response) => response.socket?.resetAndDestroy(),
  "closes in the middle of its answer": (response, id) => {
    json(response).write(message(id).slice(0, 30));
    setTimeout(() => response.destroy(), 20);
  },
  "promises more than it sends": (response, id) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 10_000 });
    response.write(message(id));
  },
  "answers with broken JSON": (response) => json(response).end('{"jsonrpc":"2.0","id":1,"result":{'),
  "answers with a page": (response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(`<h1>${VENDOR_TEXT}</h1>`),
  "answers with nothing": (response) => json(response).end(),
  "answers with a list": (response, id) => json(response).end(`[${message(id)}]`),
  "answers with text": (response) => json(response).end(JSON.stringify(VENDOR_TEXT)),
  "answers another request": (response) => json(response).end(message("another")),
  "answers an error of its own": (response, id) =>
    json(response).end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32603, message: VENDOR_TEXT } })),
  "fails with 500 and its reasons": (response) => response.writeHead(500).end(VENDOR_TEXT),
  "fails with 401": (response) =>
    response.writeHead(401, { "www-authenticate": `Bearer realm="${VENDOR_TEXT}"` }).end(),
  "fails with 503 and an answer": (response, id) => response.writeHead(503).end(message(id)),
  "redirects elsewhere": (response, _, request) =>
    response.writeHead(307, { location: `http://${request.headers.host}/elsewhere` }).end(),
  "answers with 11 MB": (response, id) => json(response).end(bulky(id, 11 * MiB)),
  "answers without end": (response) => pour(json(response), `${" ".repeat(64 * 1024)}`),
  "answers a letter at a time": async (response, id) => {
    json(response);
    for (const letter of message(id)) {
      if (response.destroyed) return;
      response.write(letter);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },
  "answers in a coding nobody asked for": (response, id) =>
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
      .end(Buffer.from(message(id)).map((byte) => byte ^ 0xff)),
  "streams nothing": (response) => sse(response).end(),
  "streams and says nothing": (response) => sse(response).flushHeaders(),
  "streams what is no JSON": (response) => sse(response).end(`data: ${VENDOR_TEXT}\n\n`),
  "streams comments without end": (response) => pour(sse(response), `: ${"x".repeat(1_000)}\n\n`),
  "streams an event without end": (response) => pour(sse(response), "data: x\n".repeat(1_000)),
  "streams a line without end": (response) => {
    sse(response).write("data: ");
    return pour(response, "x".repeat(16 * 1024));
  },
  "reports progress and hangs up": (response) => {
    sse(response).write(`data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n`);
    setTimeout(() => response.destroy(), 1);
  },
  "streams progress without end": (response) =>
    pour(sse(response), `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{}}\n\n`),
} satisfies Record<string, Answering>;

/** Ways that are odd, but carry the answer. */
export const ODDITIES = {
  answers: (response, id) => json(response).end(message(id)),
  "answers over a stream": (response, id) => sse(response).end(`data: ${message(id)}\n\n`),
  "answers over a stream that it leaves open": (response, id) =>
    void sse(response).write(`data: ${message(id)}\n\n`),
  "answers twice": (response, id) => sse(response).end(`data: ${message(id)}\n\ndata: ${message(id)}\n\n`),
  "goes on after its answer": (response, id) => {
    sse(response).write(`data: ${message(id)}\n\n`);
    return pour(response, "data: {}\n\n");
  },
} satisfies Record<string, Answering>;

/** Answers that are there, but cannot be passed on. */
export const TOO_MUCH = {
  "answers with 9 MB": (response, id) => json(response).end(bulky(id, 9 * MiB)),
  "streams an answer of 9 MB": (response, id) => sse(response).end(`data: ${bulky(id, 9 * MiB)}\n\n`),
  "streams an answer of 9 MB in small pieces": async (response, id) => {
    sse(response).write("data: ");
    const whole = bulky(id, 9 * MiB);
    for (let at = 0; at < whole.length; at += 4_096) {
      if (!response.write(whole.slice(at, at + 4_096))) await once(response, "drain");
    }
    response.end("\n\n");
  },
  "answers with a nesting of a hundred thousand": (response, id) => json(response).end(deep(id)),
  "streams a nesting of a hundred thousand": (response, id) => sse(response).end(`data: ${deep(id)}\n\n`),
} satisfies Record<string, Answering>;

/** An MCP server that behaves as it was told last. */
export function brokenServer() {
  let behave: Answering = ODDITIES.answers;
  return {
    behave: (next: Answering) => {
      behave = next;
    },
    async listener(request: IncomingMessage, response: ServerResponse) {
      response.on("error", () => {});
      const { id } = JSON.parse(await text(request)) as { id: unknown };
      await behave(response, id, request);
    },
  };
}
