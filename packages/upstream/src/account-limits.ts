import { ToolError } from "@gatehouse/tool";
import Bottleneck from "bottleneck";
import { LIMITS } from "./limits.ts";

/** What one vendor account carries, for everybody who shares it. */
export type AccountLimitOptions = {
  title: string;
  /** Calls the vendor account carries at once, for all people together. */
  concurrency: number;
  /** Of these, how many one person may hold, so that one person's burst leaves room for the others. */
  perPerson: number;
  /** Of these, how many reads may never take. */
  writeReserve?: number;
  /** How long a call may wait for its turn. */
  queueMs: number;
  /** Where the vendor counts calls per time: that many calls, afresh every `refreshMs`. */
  reservoir?: { calls: number; refreshMs: number };
  /** How long an unused person's limiter stays. Must exceed the longest call and its wait. */
  personIdleMs?: number;
};

export type Turn = { person: string; risk: "read" | "write"; signal: AbortSignal };
export type AccountLimits = ReturnType<typeof accountLimits>;

/** bottleneck runs the lower number first. */
const PRIORITY = { write: 1, read: 5 } as const;

/**
 * The allowance of one vendor account. A call waits first among the person's own calls, then among everybody's: so at
 * most `perPerson` calls of one person stand in the common queue, which makes its order fair. Writes go before reads in
 * both. A call that waited `queueMs` gives up with `rate_limited`; one whose signal aborts leaves at once.
 */
export function accountLimits(options: AccountLimitOptions) {
  const { title, concurrency, perPerson, writeReserve = 0, queueMs, reservoir } = options;
  const account = new Bottleneck({
    maxConcurrent: concurrency,
    ...(reservoir && {
      reservoir: reservoir.calls,
      reservoirRefreshAmount: reservoir.calls,
      reservoirRefreshInterval: reservoir.refreshMs,
    }),
  });
  let running = 0;
  const reads = new Bottleneck({ maxConcurrent: Math.max(1, concurrency - writeReserve) });
  const people = new Bottleneck.Group({
    maxConcurrent: perPerson,
    highWater: LIMITS.waitingPerPersonMax,
    strategy: Bottleneck.strategy.OVERFLOW,
    timeout: options.personIdleMs ?? LIMITS.personIdleMs,
  });

  const busy = (cause?: unknown) =>
    new ToolError("rate_limited", `Too many calls to ${title} are waiting; this one was not carried out.`, {
      retryAfterSeconds: Math.max(1, Math.ceil(queueMs / 1_000)),
      cause,
    });

  function run<T>({ person, risk, signal }: Turn, job: () => Promise<T>): Promise<T> {
    const priority = PRIORITY[risk];
    return new Promise<T>((resolve, reject) => {
      let hasLeft = false;
      const leave = (error: unknown) => {
        hasLeft = true;
        settle();
        reject(error);
      };
      const onAbort = () => leave(abandoned(title, signal.reason));
      const patience = setTimeout(() => leave(busy()), queueMs);
      const settle = () => {
        clearTimeout(patience);
        signal.removeEventListener("abort", onAbort);
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort);

      const start = async () => {
        // bottleneck cannot take a job out of its queue: one that has left passes through without doing anything.
        if (hasLeft) return reservoir && account.incrementReservoir(1);
        settle();
        running += 1;
        await job().then(resolve, reject);
        running -= 1;
      };
      const inAccount = () => (hasLeft ? undefined : account.schedule({ priority }, start));
      const inReads = () => (hasLeft ? undefined : reads.schedule({ priority }, async () => inAccount()));
      const next = risk === "read" ? inReads : inAccount;
      people
        .key(person)
        .schedule({ priority }, async () => next())
        .catch((cause) => leave(busy(cause)));
    });
  }

  return {
    run,
    /** What the account still carries now, by kind, for whoever watches it. */
    left: () => ({ concurrency: concurrency - running }),
    /** People with a limiter at the moment. */
    people: () => people.keys().length,
  };
}

const abandoned = (title: string, cause: unknown) =>
  new ToolError(
    "upstream_unavailable",
    `The call to ${title} ended before its turn came; nothing was sent.`,
    {
      cause,
    },
  );
