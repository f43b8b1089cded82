import { ToolError } from "@gatehouse/tool";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";
import { WireError } from "../protocol/wire-error.ts";
import type { Excess } from "../rate-limiter.ts";
import { isListed } from "../rules/decide.ts";
import { decisionOn } from "../rules/decision-on.ts";

type Needs = Pick<Dependencies, "rateLimiter" | "metrics">;

/**
 * Refuses what is over a limit of the person, at once and with when to come back; nobody waits in line here. A tool that is
 * hidden from the person has no limits here either: refused by one, it would be known to exist.
 */
export const limitRate = ({ rateLimiter, metrics }: Needs) =>
  function limitRate(exchange: Exchange): void | Promise<void> {
    const { identity, call, tool, excess } = exchange;
    if (identity === undefined) return;
    if (excess !== undefined) return refuse(excess, call, metrics);
    const { id, rights } = identity;
    if (tool === undefined || !isListed(decisionOn(tool, rights))) return;
    const named = { name: tool.entry.name, system: tool.system };
    return rateLimiter
      .countCall(id, rights.limits, named)
      ?.then((found) => found && refuse(found, call, metrics));
  };

function refuse(excess: Excess, call: Exchange["call"], metrics: Needs["metrics"]): never {
  metrics.limited(excess.limit);
  if (call?.method === "tools/call") throw new TooOften(excess);
  throw new WireError("rate_limited", said(excess), {
    headers: { "retry-after": String(excess.retryAfterSeconds) },
  });
}

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
