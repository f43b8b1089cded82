import { StringDecoder } from "node:string_decoder";
import { isObject } from "../protocol/message.ts";

/**
 * Reads server-sent events (WHATWG HTML, section 9.2.6) whose data is one JSON-RPC message each, from chunks cut anywhere.
 * Comments, ids and other fields are skipped. Throws on data that is no JSON object. How much may come is the caller's to
 * bound: an event that never ends is kept.
 */
export function eventReader(onMessage: (message: Record<string, unknown>) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  // A line whose end has not come stays in parts: looked through again at every chunk, it would cost its length squared.
  let parts: string[] = [];
  let data: string[] = [];
  return (chunk) => {
    const text = decoder.write(chunk);
    const mayEnd = parts.at(-1)?.endsWith("\r") || /[\r\n]/.test(text);
    if (text !== "") parts.push(text);
    if (!mayEnd) return;
    const lines = parts.join("").split(/\r\n|\n|\r(?!$)/);
    parts = [lines.pop() ?? ""];
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
