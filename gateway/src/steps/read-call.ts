import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { isBounded } from "../protocol/bounded.ts";
import { classify } from "../protocol/classify.ts";
import { readMessage } from "../protocol/message.ts";
import { WireError } from "../protocol/wire-error.ts";
import type { KnownTool } from "../systems/known-tool.ts";
import { isShownAt } from "../systems/relay.ts";
import type { Systems } from "../systems/systems.ts";
import { tooLarge } from "./limit-body.ts";

/**
 * Reads the body once, into the one parsed value that rules, audit and upstream all see. Learns the call and the
 * tool it names; a notification or a legacy client's answer is only acknowledged, and then there is no call.
 */
export const readCall = ({ systems }: Pick<Dependencies, "systems">) =>
  async function readCall(exchange: Exchange): Promise<void> {
    const body = parse(await bodyOf(exchange.request));
    if (Array.isArray(body))
      throw new WireError("invalid_request", "Batches are not accepted; send one message a request.");
    if (!isBounded(body))
      throw new WireError(
        "invalid_request",
        "The message nests too deeply, holds too many values or a forbidden key.",
      );
    const message = readMessage(body);
    if (message === undefined)
      throw new WireError("invalid_request", "The body is not a JSON-RPC 2.0 message.");
    if (message.kind === "request") exchange.messageId = message.request.id;
    const { era, version } = classify(message, exchange.request.headers);
    if (message.kind !== "request") return;
    const { id, method, params = {} } = message.request;
    exchange.call = { era, version, id, method, params };
    const tool = method === "tools/call" ? toolNamed(params.name, systems) : undefined;
    if (tool !== undefined && isShownAt(exchange.endpoint, tool)) exchange.tool = tool;
  };

const toolNamed = (name: unknown, systems: Systems): KnownTool | undefined =>
  typeof name === "string" && name.length <= LIMITS.nameCharacters ? systems.tool(name) : undefined;

/** The whole body, up to the limit: a sender that declared less than it sends, or nothing, is cut off there. */
function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let isWhole = false;
    // Every request closes in the end, and an error that nobody will see is not worth making.
    const endedEarly = (cause?: unknown) => {
      if (!isWhole) reject(new WireError("invalid_request", "The body ended early.", { cause }));
    };
    // Whoever left while an earlier step waited is not heard of again.
    if (request.destroyed) return endedEarly();
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LIMITS.bodyBytes) {
        request.removeAllListeners("data");
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    request.on("end", () => {
      isWhole = true;
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
    request.on("error", endedEarly);
    request.on("close", () => endedEarly());
  });
}

function parse(bytes: Buffer): unknown {
  try {
    if (!isUtf8(bytes)) throw new TypeError("not UTF-8");
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new WireError("parse_error", "The body is not valid JSON in UTF-8.", { cause });
  }
}
