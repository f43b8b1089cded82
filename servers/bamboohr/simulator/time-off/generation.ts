import type { MiddlewareHandler } from "hono";
import type { Switches } from "../switches.ts";
import { refused } from "../wire/errors.ts";

/** An account without this generation of time off does not know its addresses. */
export const ofGeneration = (switches: Switches, generation: "legacy" | "new"): MiddlewareHandler =>
  async function ofGeneration(_, next) {
    if (switches.timeOff !== "both" && switches.timeOff !== generation) throw refused(404, "Not Found");
    await next();
  };
