import { setTimeout as wait } from "node:timers/promises";
import type { Context, MiddlewareHandler } from "hono";
import { invalidLogin, NetSuiteError, tooManyCalls, unexpectedError } from "../errors.ts";
import type { Fault, Switches } from "../switches.ts";
import { isWrite } from "./request-log.ts";

const tokenPath = "/services/rest/auth/oauth2/v1/token";

/** Delays answers and plays the faults that are switched on, each for its number of calls. */
export const faults = (switches: Switches): MiddlewareHandler =>
  async function faults(c, next) {
    if (switches.latencyMs > 0) await wait(switches.latencyMs);
    const fault = takeFault(switches, c);
    if (!fault) return next();
    if (fault.after || fault.kind === "brokenJson") await next();
    return play(fault, c);
  };

function takeFault(switches: Switches, c: Context): Fault | undefined {
  const kind = c.req.path === tokenPath ? "token" : isWrite(c.req.method, c.req.path) ? "write" : "read";
  const fault = switches.faults.find(
    ({ on, calls = 1 }) => calls > 0 && (on === undefined ? kind !== "token" : on === kind),
  );
  if (!fault) return undefined;
  fault.calls = (fault.calls ?? 1) - 1;
  switches.faults = switches.faults.filter(({ calls = 1 }) => calls > 0);
  return fault;
}

function play(fault: Fault, c: Context): undefined | Promise<Response> {
  switch (fault.kind) {
    case "status":
      throw errorFor(fault.status ?? 500);
    case "expiredToken":
      throw invalidLogin();
    case "hang":
      return aborted(c);
    case "dropConnection":
      (c.env as { incoming?: { destroy(): void } } | undefined)?.incoming?.destroy();
      return aborted(c);
    case "brokenJson":
      // An answer that stands already is only replaced by assignment.
      c.res = new Response('{"links":[],"items":[{"id":"90', { status: 200, headers: c.res.headers });
      return undefined;
  }
}

function errorFor(status: number): NetSuiteError {
  if (status === 400 || status === 429) return tooManyCalls(status);
  if (status === 401) return invalidLogin();
  if (status >= 500) return unexpectedError(status);
  return new NetSuiteError(status, [
    { detail: `The simulator was told to answer ${status}.`, "o:errorCode": "USER_ERROR" },
  ]);
}

/** Settles only when the caller gives up. */
function aborted(c: Context): Promise<Response> {
  const { signal } = c.req.raw;
  return new Promise((_, reject) => {
    const giveUp = () => reject(new Error("The caller went away."));
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
  });
}
