import { Refusal, refusals } from "./refusal.ts";

/** Gives back a turn. */
export type Release = () => void;

type Bounds = {
  /** Turns at the same time. */
  activeMax: number;
  /** How many may wait for one, each with its document in memory, and of these how many of one person. */
  waitingMax: number;
  waitingPerPersonMax: number;
};

/**
 * A few at a time. Who waits goes in order of arrival, but whoever has no turn goes before those who have one, and nobody
 * fills the queue for others. Beyond the bounds the next one is refused as `rate_limited`. Who gives up while waiting loses
 * its place. Without a name only the common bound holds.
 */
export function createTurns({ activeMax, waitingMax, waitingPerPersonMax }: Bounds) {
  const active: string[] = [];
  const waiting: { person: string; begin: () => void }[] = [];

  const release = (person: string) => {
    active.splice(active.indexOf(person), 1);
    const next = waiting.findIndex((one) => !active.includes(one.person));
    waiting.splice(Math.max(next, 0), 1)[0]?.begin();
  };
  const start = (person: string): Release => {
    active.push(person);
    let isHeld = true;
    return () => {
      if (isHeld) release(person);
      isHeld = false;
    };
  };

  return async function takeTurn(signal: AbortSignal, person = ""): Promise<Release> {
    signal.throwIfAborted();
    if (active.length < activeMax) return start(person);
    const own = waiting.filter((one) => person !== "" && one.person === person);
    if (waiting.length >= waitingMax || own.length >= waitingPerPersonMax) throw new Refusal(refusals.busy());
    const { promise, resolve, reject } = Promise.withResolvers<Release>();
    const place = {
      person,
      begin() {
        signal.removeEventListener("abort", giveUp);
        resolve(start(person));
      },
    };
    const giveUp = () => {
      waiting.splice(waiting.indexOf(place), 1);
      reject(signal.reason);
    };
    waiting.push(place);
    signal.addEventListener("abort", giveUp, { once: true });
    return promise;
  };
}
