import type { Exchange } from "../exchange.ts";
import { LIMITS } from "../limits.ts";
import { WireError } from "../protocol/wire-error.ts";

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** Refuses by the headers alone what will not be read: other verbs, other media, encodings, and bodies declared too large. */
export const limitBody = () =>
  function limitBody({ request }: Exchange): void {
    const { headers, method } = request;
    if (method !== "POST")
      throw new WireError("method_not_allowed", "This endpoint takes POST only.", {
        headers: { allow: "POST" },
      });
    if (!JSON_TYPE.test(headers["content-type"] ?? ""))
      throw new WireError("unsupported_media", "The body must be application/json.");
    // A compressed body could unfold to any size; MCP clients send plain ones.
    if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity")
      throw new WireError("unsupported_media", "Compressed bodies are not accepted.");
    if (Number(headers["content-length"] ?? 0) > LIMITS.bodyBytes) throw tooLarge();
  };

export const tooLarge = () =>
  new WireError("body_too_large", `The body is larger than ${LIMITS.bodyBytes} bytes.`, {
    headers: { connection: "close" },
  });
