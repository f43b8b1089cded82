import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../exchange.ts";

/**
 * Counts the request against the person's own limit before its body is read, so that bodies that are refused count too.
 * Whoever is over it is refused by `limitRate`, which knows by then whether a tool result can say so.
 */
export const countRequest = ({ rateLimiter }: Pick<Dependencies, "rateLimiter">) =>
  function countRequest(exchange: Exchange): void | Promise<void> {
    const { identity } = exchange;
    if (identity === undefined) return;
    return rateLimiter.countRequest(identity.id, identity.rights.limits).then((excess) => {
      exchange.excess = excess;
    });
  };
