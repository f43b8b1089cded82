import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { catalogEntry, toolFor } from "@gatehouse/tool";
import { decodeJwt } from "jose";
import { z } from "zod";

const defineTool = toolFor<undefined>();
const neverRun = async (): Promise<never> => {
  throw new Error("the streaming server answers by itself");
};

const echo = defineTool({
  name: "stream_echo",
  title: "Slow echo",
  description: "Reports progress a few times, then repeats the text; fails or asks back when told to.",
  phase: 1,
  risk: "read",
  input: z.strictObject({
    text: z.string().max(200),
    end: z.enum(["result", "tool_error", "error", "ask", "cut"]).default("result"),
  }),
  output: z.object({ text: z.string(), person: z.string() }),
  example: { text: "hello" },
  handler: neverRun,
});

export const streamingCatalog = {
  system: { id: "stream", title: "Stream", vendor: "Gatehouse" },
  tools: [catalogEntry(echo as never)],
};

type Request = {
  id: unknown;
  params: {
    arguments: { text: string; end?: string };
    requestState?: string;
    _meta: { progressToken?: unknown };
  };
};

const PROGRESS = { times: 5, mostMs: 40 };

/** What the server saw of one request, beside what it answered. */
export type StreamSeen = { person: string; text: string; state: string | undefined };

/**
 * An MCP server that streams: everything it sends, progress included, carries the person of the assertion and the text of
 * the arguments, so that a message which reaches somebody else shows.
 */
export const streamingServer = (onRequest: (seen: StreamSeen) => void): RequestListener =>
  async function serve(request, response) {
    const { id, params } = JSON.parse(await text(request)) as Request;
    const person = personOf(request);
    const said = `${person} ${params.arguments.text}`;
    onRequest({ person, text: params.arguments.text, state: params.requestState });
    const send = (message: object) =>
      void response.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`);

    response.writeHead(200, { "content-type": "text/event-stream" });
    const { progressToken } = params._meta;
    for (let progress = 1; progress <= PROGRESS.times; progress += 1) {
      await sleep(Math.random() * PROGRESS.mostMs);
      const notice = { progressToken, progress, total: PROGRESS.times, message: said };
      if (progressToken !== undefined) send({ method: "notifications/progress", params: notice });
    }
    finish(params.arguments.end, { id, person, text: params.arguments.text, said }, send, response);
  };

type Facts = { id: unknown; person: string; text: string; said: string };

function finish(
  end: string | undefined,
  { id, person, text: echoed, said }: Facts,
  send: (message: object) => void,
  response: ServerResponse,
): void {
  const content = [{ type: "text", text: said }];
  if (end === "cut") return void response.destroy();
  if (end === "error") send({ id, error: { code: -32603, message: said } });
  else if (end === "ask")
    send({
      id,
      result: { resultType: "input_required", requestState: `state of ${said}`, inputRequests: {} },
    });
  else if (end === "tool_error") send({ id, result: { content, isError: true, resultType: "complete" } });
  else send({ id, result: { content, structuredContent: { text: echoed, person }, resultType: "complete" } });
  response.end();
}

const personOf = ({ headers }: IncomingMessage): string =>
  String(decodeJwt(headers.authorization?.replace("Bearer ", "") ?? "").sub);
