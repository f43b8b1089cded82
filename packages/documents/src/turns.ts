import { Refusal, refusals } from "./refusal.ts";

/** Gives back a turn. */
export type Release = () => void;

/**
 * A few at a time, the others in order of arrival, and no more than `waitingMax` of those: the next one is refused as
 * `rate_limited`. Who gives up while waiting loses its place.
 */
export function createTurns(activeMax: number, waitingMax: number) {
  let active = 0;
  const waiting: (() => void)[] = [];

  const release = () => {
    active--;
    waiting.shift()?.();
  };
  const start = (): Release => {
    active++;
    let isHeld = true;
    return () => {
      if (isHeld) release();
      isHeld = false;
    };
  };

  return async function takeTurn(signal: AbortSignal): Promise<Release> {
    signal.throwIfAborted();
    if (active < activeMax) return start();
    if (waiting.length >= waitingMax) throw new Refusal(refusals.busy());
    const { promise, resolve, reject } = Promise.withResolvers<Release>();
    const begin = () => {
      signal.removeEventListener("abort", giveUp);
      resolve(start());
    };
    const giveUp = () => {
      waiting.splice(waiting.indexOf(begin), 1);
      reject(signal.reason);
    };
    waiting.push(begin);
    signal.addEventListener("abort", giveUp, { once: true });
    return promise;
  };
}
