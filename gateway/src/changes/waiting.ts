import { setTimeout as sleep } from "node:timers/promises";
import type { ChangeListener } from "../store/changes.ts";
import type { ChangeRequest } from "./change-request.ts";
import { CHANGE_LIMITS } from "./needs.ts";

/** Lets the same call wait for the outcome of the first one, wherever that is being carried out. */
export type Waiting = ChangeListener & {
  /** The request as soon as it is not being executed any more, or as it is when the time is up. */
  whileExecuting(
    id: string,
    find: () => Promise<ChangeRequest | undefined>,
    gone: () => boolean,
  ): Promise<ChangeRequest | undefined>;
};

export function createWaiting(): Waiting {
  const wakers = new Map<string, Set<() => void>>();
  const woken = (id: string) =>
    new Promise<void>((wake) => {
      const set = wakers.get(id) ?? new Set();
      wakers.set(id, set.add(wake));
    });
  const wake = (id: string) => {
    for (const each of wakers.get(id) ?? []) each();
    wakers.delete(id);
  };
  return {
    async whileExecuting(id, find, gone) {
      const deadline = Date.now() + CHANGE_LIMITS.joinMs;
      for (;;) {
        const notice = woken(id);
        const request = await find();
        if (request?.state !== "executing" || Date.now() > deadline || gone()) return request;
        // Notices can be lost; looking again costs one row.
        await Promise.race([notice, sleep(CHANGE_LIMITS.joinPollMs, undefined, { ref: false })]);
        wake(id);
      }
    },
    onChange(kind, id) {
      if (kind === "request") wake(id);
    },
    onDoubt() {
      for (const id of wakers.keys()) wake(id);
    },
  };
}
