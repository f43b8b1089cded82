import { errorResult, ToolError } from "@gatehouse/tool";
import { isObject } from "../protocol/message.ts";

/** What content may be made of. Anything else, a card for the client to render among it, stays behind. */
const KINDS = new Set(["text", "image", "audio", "resource", "resource_link"]);

/**
 * A third party's result as it enters the gateway: content, structure, and nothing of what speaks to clients or gateways. Of the
 * older era it says what the present one must, that it is complete.
 */
export function foreignResult({
  content,
  structuredContent,
}: Record<string, unknown>): Record<string, unknown> {
  const items = (Array.isArray(content) ? content : []).filter(isPassed).map(withoutMeta);
  return {
    content: items,
    ...(isObject(structuredContent) && { structuredContent }),
    resultType: "complete",
  };
}

const isPassed = (item: unknown): item is Record<string, unknown> => {
  if (!isObject(item) || typeof item.type !== "string" || !KINDS.has(item.type)) return false;
  const resource = item.type === "resource" ? item.resource : item;
  return isObject(resource) && !String(resource.uri ?? "").startsWith("ui:");
};

function withoutMeta({
  _meta,
  annotations,
  icons,
  ...item
}: Record<string, unknown>): Record<string, unknown> {
  if (!isObject(item.resource)) return item;
  const { _meta: _inner, ...resource } = item.resource;
  return { ...item, resource };
}

/**
 * In place of what the server says of a failure: a caller learns that it failed, and the server's own words stand in the log alone.
 * Of a write that failed nobody knows what it left behind, unless it was `rejected` before it began.
 */
export function failedResult(title: string, failed: "read" | "write" | "rejected"): Record<string, unknown> {
  const error =
    failed === "write"
      ? new ToolError(
          "outcome_unknown",
          `${title} reports a failure and does not say what of the change has happened.`,
        )
      : new ToolError(
          "invalid_input",
          `${title} did not take this call; nothing was ${failed === "read" ? "returned" : "changed"}.`,
          {
            next: "Check the arguments against the tool's description; if they are right, the trouble is in its system.",
          },
        );
  return { ...errorResult(error), resultType: "complete" };
}
