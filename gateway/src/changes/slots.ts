import { CHANGE_LIMITS } from "./needs.ts";

/** What a replica carries on with at once, and what it lets rest for a while because it could not be carried on. */
export type Slots = {
  /** Begins the work unless it is under way, at rest, or no slot is free for its system; then says so, and leaves it. */
  begin(id: string, system: string, work: () => Promise<void>): boolean;
  /** Whether there is any slot left. */
  isFree(): boolean;
  /** Does it at once, and lets it rest where it fails. */
  now(id: string, work: () => Promise<void>): Promise<void>;
  /** Ids that need not be looked for now. */
  passedOver(): string[];
  /** Systems that have as many slots as any may have: one that hangs must leave some to the others. */
  full(): string[];
  ended(): Promise<unknown>;
};

const EACH_SYSTEM = CHANGE_LIMITS.atOnce / 2;
const FIRST_REST_MS = 1_000;

/** `onFailure` is told of each failure, `onFreed` whenever a slot is free again that something had to be left for. */
export function createSlots(onFailure: (id: string, error: unknown) => void, onFreed: () => void): Slots {
  const underWay = new Map<string, { system: string; done: Promise<void> }>();
  const rests = new Map<string, { until: number; restMs: number }>();
  let isWanted = false;

  const takenBy = (system: string) => [...underWay.values()].filter((one) => one.system === system).length;
  const isAtRest = (id: string) => (rests.get(id)?.until ?? 0) > performance.now();
  const now = async (id: string, work: () => Promise<void>) => {
    if (isAtRest(id)) return;
    try {
      await work();
      rests.delete(id);
    } catch (error) {
      const restMs = Math.min(CHANGE_LIMITS.restMs, 2 * (rests.get(id)?.restMs ?? FIRST_REST_MS / 2));
      rests.set(id, { until: performance.now() + restMs, restMs });
      onFailure(id, error);
    }
  };
  /** Of what others have done since nobody says anything here. */
  const forgetOld = () => {
    const old = performance.now() - 10 * CHANGE_LIMITS.restMs;
    for (const [id, { until }] of rests) if (until < old) rests.delete(id);
  };
  return {
    begin(id, system, work) {
      if (underWay.has(id) || isAtRest(id)) return false;
      if (underWay.size >= CHANGE_LIMITS.atOnce || takenBy(system) >= EACH_SYSTEM) {
        isWanted = true;
        return false;
      }
      const done = now(id, work).finally(() => {
        underWay.delete(id);
        if (isWanted) onFreed();
        isWanted = false;
      });
      underWay.set(id, { system, done });
      return true;
    },
    isFree: () => underWay.size < CHANGE_LIMITS.atOnce,
    now,
    passedOver() {
      forgetOld();
      return [...underWay.keys(), ...[...rests.keys()].filter(isAtRest)];
    },
    full: () => {
      const systems = new Set([...underWay.values()].map(({ system }) => system));
      return [...systems].filter((system) => takenBy(system) >= EACH_SYSTEM);
    },
    ended: () => Promise.all([...underWay.values()].map(({ done }) => done)),
  };
}
