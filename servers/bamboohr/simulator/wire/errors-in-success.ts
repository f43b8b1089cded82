import type { MiddlewareHandler } from "hono";
import type { Switches } from "../switches.ts";
import { json } from "./answer.ts";
import { isWrite } from "./fault-wire.ts";

/** What the webhook log answers over its limit, under status 200. */
export const overLimit = {
  error: { code: 429, message: "Over rate limit, please try again in 60 seconds" },
};

/** Answers as many reads as the switch says with an error under status 200. */
export const errorsInSuccess = (switches: Switches): MiddlewareHandler =>
  async function errorsInSuccess(c, next) {
    if (switches.errorsInSuccess === 0 || isWrite(c.req.method, c.req.path)) return next();
    switches.errorsInSuccess -= 1;
    return json(c, overLimit);
  };
