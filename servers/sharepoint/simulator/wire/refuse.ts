import type { Context } from "hono";
import { errorBody, errorWith, GraphError } from "../errors.ts";
import type { Env, Tenant } from "../tenant.ts";

/** Any refusal, in Graph's form. */
export function refuse(c: Context<Env>, thrown: Error, { now }: Pick<Tenant, "now">): Response {
  const error = thrown instanceof GraphError ? thrown : errorWith(500);
  const requestId = c.get("requestId") ?? "";
  const clientRequestId = c.req.header("client-request-id") ?? requestId;
  return c.json(errorBody(error, requestId, clientRequestId, now()), error.status as 400, error.headers);
}
