import { ToolError } from "@gatehouse/tool";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { WireError } from "../protocol/wire-error.ts";
import type { Excess } from "../rate-limiter.ts";

type Needs = Pick<Dependencies, "rateLimiter" | "metrics">;

/** Counts the request against the person's own limits. Refuses at once with when to come back; nobody waits in line here. */
export const limitRate = ({ rateLimiter, metrics }: Needs) =>
  async function limitRate(exchange: Exchange): Promise<void> {
    const { identity, call, tool } = exchange;
    if (identity === undefined) return;
    const named = tool && { name: tool.entry.name, system: tool.system };
    const excess = await rateLimiter.consume(identity.id, identity.rights.limits, named);
    if (excess === undefined) return;
    metrics.limited(excess.limit);
    if (call?.method === "tools/call") throw new TooOften(excess);
    throw new WireError("rate_limited", said(excess), {
      headers: { "retry-after": String(excess.retryAfterSeconds) },
    });
  };

/** A refused call. Only the first of a window is worth a row in the audit; `excess.first` says which that is. */
export class TooOften extends ToolError {
  readonly excess: Excess;

  constructor(excess: Excess) {
    const { retryAfterSeconds } = excess;
    super("rate_limited", said(excess), { retryAfterSeconds, next: "Come back then and repeat the call" });
    this.excess = excess;
  }
}

const SCOPE: Record<Excess["limit"], string> = {
  person: "you",
  system: "you in this system",
  tool: "you for this tool",
};

const said = ({ limit, perMinute, retryAfterSeconds }: Excess) =>
  `The limit of ${perMinute} calls a minute for ${SCOPE[limit]} is used up; nothing was done. It is free again in ${retryAfterSeconds} s.`;
