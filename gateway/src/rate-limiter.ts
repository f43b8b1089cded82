import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { RateLimits } from "./rules/rights.ts";

/** Which limit was hit, and when the next call fits, in whole seconds. `first` is true once per window. */
export type Excess = {
  limit: "person" | "system" | "tool";
  perMinute: number;
  retryAfterSeconds: number;
  first: boolean;
};

export type RateLimiter = {
  /** Counts one request of a person, whatever it is; undefined where it fits their overall limit. */
  countRequest(person: string, limits: RateLimits): Promise<Excess | undefined>;
  /** Counts one call of a tool against the limits of its system and of itself; undefined where it fits both or neither has one. */
  countCall(
    person: string,
    limits: RateLimits,
    tool: { name: string; system: string | undefined },
  ): Promise<Excess | undefined> | undefined;
  /** What is left this minute under the person's overall limit. */
  left(person: string, limits: RateLimits): Promise<number>;
  /** How the person stands with each limit of one system or one tool, whether they may use it or not; counts nothing. */
  standings(person: string, limits: RateLimits): Promise<Standing[]>;
};

/** `freeInSeconds` stands only where nothing is left. */
export type Standing = {
  limit: "system" | "tool";
  name: string;
  perMinute: number;
  left: number;
  freeInSeconds: number | undefined;
};

const WINDOW_SECONDS = 60;

const fits = () => undefined;
const secondsUntilFree = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));

/**
 * Limits at the door, counted in memory, per person and never per address: all users of a hosted client share one.
 * A person's limits differ by what they are allowed, not by who asks, so one limiter per number of calls is enough.
 */
export function createRateLimiter(): RateLimiter {
  const limiters = new Map<number, RateLimiterMemory>();
  const limiterFor = (points: number) => {
    const found =
      limiters.get(points) ?? new RateLimiterMemory({ points, duration: WINDOW_SECONDS, keyPrefix: "" });
    limiters.set(points, found);
    return found;
  };

  const take = (limit: Excess["limit"], key: string, perMinute: number): Promise<Excess | undefined> =>
    limiterFor(perMinute)
      .consume(key)
      .then(fits, (rejection: unknown) => {
        if (!(rejection instanceof RateLimiterRes)) throw rejection;
        const retryAfterSeconds = secondsUntilFree(rejection);
        return { limit, perMinute, retryAfterSeconds, first: rejection.consumedPoints === perMinute + 1 };
      });

  const standing = async (limit: Standing["limit"], person: string, [name, perMinute]: [string, number]) => {
    const state = await limiterFor(perMinute).get(`${person} ${name}`);
    const left = state === null ? perMinute : Math.max(0, state.remainingPoints);
    const freeInSeconds = state !== null && left === 0 ? secondsUntilFree(state) : undefined;
    return { limit, name, perMinute, left, freeInSeconds };
  };

  return {
    countRequest: (person, { perMinute }) => take("person", person, perMinute),
    countCall(person, limits, { name, system }) {
      const bySystem = system === undefined ? undefined : limits.systems[system];
      const byTool = limits.tools[name];
      const takeTool = () => (byTool === undefined ? undefined : take("tool", `${person} ${name}`, byTool));
      if (bySystem === undefined) return takeTool();
      return take("system", `${person} ${system}`, bySystem).then((excess) => excess ?? takeTool());
    },
    async left(person, { perMinute }) {
      const state = await limiterFor(perMinute).get(person);
      return state === null ? perMinute : Math.max(0, state.remainingPoints);
    },
    standings: (person, { systems, tools }) =>
      Promise.all([
        ...Object.entries(systems).map((entry) => standing("system", person, entry)),
        ...Object.entries(tools).map((entry) => standing("tool", person, entry)),
      ]),
  };
}
