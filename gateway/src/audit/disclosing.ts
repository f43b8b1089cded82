import type { Exchange } from "../exchange.ts";

const METHODS = new Set(["tools/call", "resources/read", "prompts/get", "completion/complete"]);

/** Where a system answers them itself, their names and descriptions are its own data. */
const LISTS = new Set(["resources/list", "resources/templates/list", "prompts/list"]);

/** Whether a request discloses what a system holds. Such a one leaves a row, durable before anything of it leaves. */
export const isDisclosing = ({ call, relay }: Pick<Exchange, "call" | "relay">): boolean =>
  call !== undefined && (METHODS.has(call.method) || (relay !== undefined && LISTS.has(call.method)));
