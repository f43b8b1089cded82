import type { MiddlewareHandler } from "hono";
import { tooManyCalls } from "../errors.ts";
import type { Switches } from "../switches.ts";

/** The account's pool of parallel calls, shared by everybody who calls it. There is no queue and no Retry-After. */
export function limitConcurrency(switches: Switches): MiddlewareHandler {
  let running = 0;
  return async function limitConcurrency(_, next) {
    if (running >= switches.concurrencyLimit) throw tooManyCalls(switches.concurrencyStatus);
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
    }
  };
}
