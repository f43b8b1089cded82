/** Every method that is served somewhere. */
const METHODS = new Set([
  "tools/call",
  "tools/list",
  "initialize",
  "ping",
  "server/discover",
  "prompts/list",
  "prompts/get",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "subscriptions/listen",
  "completion/complete",
]);

/**
 * A method as metrics and counts name it. Callers may send any text as a method: what is not served is counted together,
 * else they could fill memory with names, or spoil a whole batch with one that PostgreSQL refuses.
 */
export function methodLabel(call: { method: string } | undefined): string {
  if (call === undefined) return "(none)";
  return METHODS.has(call.method) ? call.method : "(other)";
}
