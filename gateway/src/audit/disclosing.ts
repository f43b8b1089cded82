import { isCardRead } from "../card/card-resource.ts";
import type { Exchange } from "../exchange.ts";

const METHODS = new Set(["tools/call", "resources/read", "prompts/get", "completion/complete"]);

/** Where a system answers them itself, their names and descriptions are its own data. */
const LISTS = new Set(["resources/list", "resources/templates/list", "prompts/list"]);

/**
 * Whether a request discloses what a system holds. Such a one leaves a row, durable before anything of it leaves. A card's page
 * is empty until its host fills it, and asks no system.
 */
export const isDisclosing = ({ call, relay }: Pick<Exchange, "call" | "relay">): boolean =>
  call !== undefined &&
  !isCardRead(call) &&
  (METHODS.has(call.method) || (relay !== undefined && LISTS.has(call.method)));
