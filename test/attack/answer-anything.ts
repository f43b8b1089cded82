import type { RequestListener } from "node:http";
import { text } from "node:stream/consumers";

type Request = { id: unknown; params?: { name?: string } };

/** A server that answers every tool with an empty structure, and tells which were reached: for tests of who may. */
export const answerAnything =
  (onCall: (name: string) => void): RequestListener =>
  async (request, response) => {
    const { id, params } = JSON.parse(await text(request)) as Request;
    onCall(params?.name ?? "");
    const result = { content: [], structuredContent: {}, resultType: "complete" };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  };
