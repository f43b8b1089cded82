import { StringDecoder } from "node:string_decoder";
import { LIMITS } from "../limits.ts";
import { isObject } from "../protocol/message.ts";

/**
 * Reads server-sent events (WHATWG HTML, section 9.2.6) whose data is one JSON-RPC message each, from chunks cut anywhere.
 * Comments, ids and other fields are skipped. Throws on data that is no JSON object and on an event that does not end.
 */
export function eventReader(onMessage: (message: Record<string, unknown>) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let data: string[] = [];
  return (chunk) => {
    rest += decoder.write(chunk);
    if (rest.length > LIMITS.upstreamBytes) throw new Error("an event is too large");
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(line.startsWith("data: ") ? 6 : 5));
      else if (line === "" && data.length > 0) {
        const message: unknown = JSON.parse(data.join("\n"));
        data = [];
        if (!isObject(message)) throw new Error("an event is not a JSON-RPC message");
        onMessage(message);
      }
    }
  };
}

/** One message as an event. */
export const eventOf = (message: unknown): string => `event: message\ndata: ${JSON.stringify(message)}\n\n`;
