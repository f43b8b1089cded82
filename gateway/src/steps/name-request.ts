import { randomUUID } from "node:crypto";
import type { Exchange } from "../exchange.ts";

/** Gives the request the reference that the caller, the log and the audit all show. Never taken from the caller. */
export const nameRequest = () =>
  function nameRequest(exchange: Exchange): void {
    exchange.requestId = randomUUID();
  };
