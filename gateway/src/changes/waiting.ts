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
  const notice = (id: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const set = wakers.get(id) ?? new Set();
    wakers.set(id, set.add(resolve));
    // Only its own: whoever else waits must not look again because this one has.
    const forget = () => {
      set.delete(resolve);
      if (set.size === 0 && wakers.get(id) === set) wakers.delete(id);
    };
    return { came: promise, forget };
  };
  const wake = (id: string) => {
    for (const each of wakers.get(id) ?? []) each();
    wakers.delete(id);
  };
  return {
    async whileExecuting(id, find, gone) {
      const deadline = Date.now() + CHANGE_LIMITS.joinMs;
      for (;;) {
        const { came, forget } = notice(id);
        try {
          const request = await find();
          if (request?.state !== "executing" || Date.now() > deadline || gone()) return request;
          // Notices can be lost; looking again costs one row.
          await Promise.race([came, sleep(CHANGE_LIMITS.joinPollMs, undefined, { ref: false })]);
        } finally {
          forget();
        }
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
