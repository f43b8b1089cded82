import { setTimeout as wait } from "node:timers/promises";
import type { Context, MiddlewareHandler } from "hono";

/** What a call is for: what it reads or changes at the vendor, or a token. */
export type CallKind = "read" | "write" | "token";

/**
 * Something that goes wrong with the next `calls` calls (one, unless given).
 * `status` answers with that code, `hang` never answers, `delay` answers late, `brokenJson` cuts the answer off, `dropConnection` closes without an answer, and
 * `expiredToken` refuses the token as expired. With `after` the call is carried out first, so that only its answer is lost.
 */
export type Fault = {
  kind: "status" | "hang" | "delay" | "brokenJson" | "dropConnection" | "expiredToken";
  /** The HTTP status of a fault of that kind; 500 unless given. */
  status?: number;
  /** How late a delayed answer is; 1,000 unless given. */
  delayMs?: number;
  calls?: number;
  /** Which calls are hit: all but those for a token, unless given. */
  on?: CallKind;
  after?: boolean;
};

/** What every simulator lets a test change while it runs; a vendor's own switches stand beside these in the same object. */
export type FaultSwitches = {
  /** How long every answer takes at least. */
  latencyMs: number;
  faults: Fault[];
};

/** How one vendor shows a fault. */
export type FaultWire = {
  callOf(c: Context): CallKind;
  /** The vendor's answer with an HTTP status from 400 to 599. */
  status(code: number, c: Context): Response;
  /** The vendor's answer to a token that has expired. */
  expiredToken(c: Context): Response;
  /** The beginning of one of the vendor's answers, cut off where JSON cannot end. */
  brokenJson: string;
};

/**
 * Delays answers and plays the faults that are switched on, each for its number of calls. It stands before whatever may refuse a call,
 * such as the check of its token. A connection is only dropped where there is one: without a server, the call hangs instead.
 */
export const faults = (switches: FaultSwitches, wire: FaultWire): MiddlewareHandler =>
  async function faults(c, next) {
    if (switches.latencyMs > 0) await wait(switches.latencyMs);
    const fault = takeFault(switches, wire.callOf(c));
    if (!fault) return next();
    if (fault.kind === "delay") return delayed(fault, next);
    let lost: Response | undefined;
    if (fault.after || fault.kind === "brokenJson") {
      await next();
      lost = c.res;
      // Hono carries headers over from an answer that stands already, and the lost one's must not show.
      c.res = undefined;
    }
    // What a middleware returns after `next` is ignored; an assignment is not.
    c.res = await play({ kind: fault.kind, status: fault.status }, wire, c, lost?.headers);
  };

async function delayed({ delayMs = 1_000, after }: Fault, next: () => Promise<void>): Promise<void> {
  if (after) await next();
  await wait(delayMs);
  if (!after) await next();
}

function takeFault(switches: FaultSwitches, call: CallKind): Fault | undefined {
  const fault = switches.faults.find(
    ({ on, calls = 1 }) => calls > 0 && (on === undefined ? call !== "token" : on === call),
  );
  if (!fault) return undefined;
  fault.calls = (fault.calls ?? 1) - 1;
  switches.faults = switches.faults.filter(({ calls = 1 }) => calls > 0);
  return fault;
}

function play(
  fault: { kind: Exclude<Fault["kind"], "delay">; status: number | undefined },
  wire: FaultWire,
  c: Context,
  headers: Headers | undefined,
): Response | Promise<Response> {
  switch (fault.kind) {
    case "status":
      return wire.status(fault.status ?? 500, c);
    case "expiredToken":
      return wire.expiredToken(c);
    case "hang":
      return aborted(c);
    case "dropConnection":
      (c.env as { incoming?: { destroy(): void } } | undefined)?.incoming?.destroy();
      return aborted(c);
    case "brokenJson":
      return cutOff(wire.brokenJson, headers);
  }
}

/** A success that ends too early, under the headers of the whole one but its length. */
function cutOff(text: string, whole: Headers | undefined): Response {
  const headers = new Headers(whole);
  headers.delete("content-length");
  return new Response(text, { status: 200, headers });
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
