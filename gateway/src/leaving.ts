import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { LIMITS } from "./limits.ts";
import type { Running } from "./running.ts";
import type { Systems } from "./systems/systems.ts";

/** A gateway that was told to stop says so to the load balancer first, and serves on until that was seen. */
export type Leaving = {
  /** Why it cannot be sent calls: that it goes, or else what `reasons` says. */
  unready(reasons: () => Promise<string[]>): () => Promise<string[]>;
  /** What a stop does, once however often it is asked for: wait for the load balancer, then `end`. */
  closeBy(end: () => Promise<void>): () => Promise<void>;
};

export function createLeaving(leaveSeconds: number): Leaving {
  let closing: Promise<void> | undefined;
  return {
    unready: (reasons) => async () => (closing ? ["the gateway is stopping"] : reasons()),
    closeBy: (end) => () => {
      closing ??= sleep(leaveSeconds * 1000).then(end);
      return closing;
    },
  };
}

/**
 * Lets what is under way finish. Reads that take longer are given up; a change that was sent is waited for as long as its
 * system may take, since without its outcome nobody could say what happened.
 */
export async function drain(server: Server, running: Running, { all }: Systems): Promise<void> {
  const stopped = new Promise<void>((done) => void server.close(() => done()));
  // A connection that was busy when the server closed stays open after its answer, unless somebody looks.
  const look = setInterval(() => server.closeIdleConnections(), LIMITS.idleCheckMs);
  await Promise.race([stopped, sleep(LIMITS.drainMs, undefined, { ref: false })]);
  running.giveUp();
  const longestMs = Math.max(0, ...all.map(({ timeoutMs }) => timeoutMs)) + LIMITS.drainMs;
  await Promise.race([running.none(), sleep(longestMs, undefined, { ref: false })]);
  clearInterval(look);
  server.closeAllConnections();
  await stopped;
}
