import { setTimeout as sleep } from "node:timers/promises";
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
  /** Where the vendor counts per time: that many units, afresh every `refreshMs`. A call takes its weight in units. */
  reservoir?: { units: number; refreshMs: number };
  /** How long an unused person's limiter stays. Must exceed the longest call and its wait. */
  personIdleMs?: number;
};

export type Turn = {
  person: string;
  risk: "read" | "write";
  /** Units taken from the reservoir; 1 unless given. */
  weight?: number | undefined;
  signal: AbortSignal;
};
export type AccountLimits = ReturnType<typeof accountLimits>;

/** bottleneck runs the lower number first. */
const PRIORITY = { write: 1, read: 5 } as const;

/**
 * The allowance of one vendor account. A call waits first among the person's own calls, then among everybody's: so at
 * most `perPerson` calls of one person stand in the common queue, which makes its order fair. Writes go before reads in
 * both. Last it waits for its units and for the end of a pause. A call that waited `queueMs`, or would, gives up with
 * `rate_limited`; one whose signal aborts leaves at once.
 */
export function accountLimits(options: AccountLimitOptions) {
  const { title, concurrency, perPerson, writeReserve = 0, queueMs } = options;
  const account = new Bottleneck({ maxConcurrent: concurrency });
  const reads = new Bottleneck({ maxConcurrent: Math.max(1, concurrency - writeReserve) });
  const people = new Bottleneck.Group({
    maxConcurrent: perPerson,
    highWater: LIMITS.waitingPerPersonMax,
    strategy: Bottleneck.strategy.OVERFLOW,
    timeout: options.personIdleMs ?? LIMITS.personIdleMs,
  });
  const reservoir = options.reservoir && unitsOf(options.reservoir);
  const rest = pauses();
  let running = 0;

  function run<T>({ person, risk, weight = 1, signal }: Turn, job: () => Promise<T>): Promise<T> {
    const priority = PRIORITY[risk];
    return new Promise<T>((resolve, reject) => {
      let hasLeft = false;
      const leave = (error: unknown) => {
        hasLeft = true;
        settle();
        reject(error);
      };
      const onAbort = () => leave(abandoned(title, signal.reason));
      const patience = setTimeout(() => leave(busy(title, Math.max(queueMs, rest.leftMs()))), queueMs);
      const settle = () => {
        clearTimeout(patience);
        signal.removeEventListener("abort", onAbort);
      };
      if (signal.aborted) return onAbort();
      if (rest.leftMs() >= queueMs) return leave(busy(title, rest.leftMs()));
      signal.addEventListener("abort", onAbort);

      // bottleneck cannot take a job out of its queue: one that has left passes through each stage without doing anything.
      const start = async () => {
        if (hasLeft) return;
        await reservoir?.take(priority, weight);
        while (!hasLeft && rest.leftMs() > 0) await sleep(Math.min(rest.leftMs(), queueMs));
        if (hasLeft) return reservoir?.giveBack(weight);
        settle();
        running += 1;
        const result = job().finally(() => {
          running -= 1;
        });
        await result.then(resolve, reject);
      };
      const inAccount = () => (hasLeft ? undefined : account.schedule({ priority }, start));
      const inReads = () => (hasLeft ? undefined : reads.schedule({ priority }, async () => inAccount()));
      const next = risk === "read" ? inReads : inAccount;
      people
        .key(person)
        .schedule({ priority }, async () => next())
        .catch((cause) => leave(busy(title, queueMs, cause)));
    });
  }

  return {
    run,
    /**
     * Starts nobody's call for so long, as a vendor's Retry-After asks of the account that all share. Calls already sent go
     * on.
     */
    pause: rest.add,
    /** What the account still carries now, by kind, for whoever watches it. */
    left: (): Record<string, number> => ({
      concurrency: concurrency - running,
      ...(reservoir && { units: reservoir.left() }),
    }),
    /** People with a limiter at the moment. */
    people: () => people.keys().length,
  };
}

/** A pause under way is never shortened, and none exceeds five minutes: then the vendor is asked again. */
function pauses() {
  let until = 0;
  return {
    add(ms: number): void {
      until = Math.max(until, Date.now() + Math.min(ms, LIMITS.pauseMsMax));
    },
    leftMs: () => Math.max(0, until - Date.now()),
  };
}

/** The vendor's count per time. It has no bound on calls at once, which bottleneck would count by weight too. */
function unitsOf({ units, refreshMs }: NonNullable<AccountLimitOptions["reservoir"]>) {
  const store = new Bottleneck({
    reservoir: units,
    reservoirRefreshAmount: units,
    reservoirRefreshInterval: refreshMs,
  });
  // A call heavier than the whole reservoir would wait for ever.
  const bounded = (weight: number) => Math.min(weight, units);
  let left = units;
  return {
    take: (priority: number, weight: number): Promise<void> =>
      store.schedule({ priority, weight: bounded(weight) }, async () => {
        left = (await store.currentReservoir()) ?? units;
      }),
    async giveBack(weight: number): Promise<void> {
      left = await store.incrementReservoir(bounded(weight));
    },
    /** As it was after the last call. */
    left: () => left,
  };
}

const busy = (title: string, waitMs: number, cause?: unknown) =>
  new ToolError("rate_limited", `Too many calls to ${title} are waiting; this one was not carried out.`, {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
    cause,
  });

const abandoned = (title: string, cause: unknown) =>
  new ToolError(
    "upstream_unavailable",
    `The call to ${title} ended before its turn came; nothing was sent.`,
    {
      cause,
    },
  );
