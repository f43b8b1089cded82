import { randomUUID } from "node:crypto";
import type { FaultWire } from "@gatehouse/simulator";
import type { Context } from "hono";
import { errorWith, expiredToken } from "../errors.ts";
import { EntraError, entraErrorBody } from "../signin/entra-error.ts";
import type { Env, Tenant } from "../tenant.ts";
import { isTokenCall, isWrite } from "./is-write.ts";
import { refuse } from "./refuse.ts";

/** How Graph and Entra show a fault that is switched on. */
export const faultWire = (tenant: Tenant): FaultWire => ({
  callOf: (c) => (isTokenCall(c.req.path) ? "token" : isWrite(c.req.method, c.req.path) ? "write" : "read"),
  status: (code, c) =>
    isTokenCall(c.req.path)
      ? c.json(entraErrorBody(signInError(code), randomUUID(), randomUUID(), tenant.now()), code as 400)
      : refuse(c as Context<Env>, errorWith(code, tenant.switches.retryAfterSeconds), tenant),
  expiredToken: (c) => refuse(c as Context<Env>, expiredToken(), tenant),
  brokenJson: '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#drives","value":[{"id":"01',
});

/** [recalled] */
const signInError = (status: number): EntraError =>
  status < 500
    ? new EntraError("invalid_grant", 70_000, "The provided grant is not valid.")
    : new EntraError("temporarily_unavailable", 90_033, "A transient error has occurred. Please try again.");
