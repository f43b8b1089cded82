const TIMES = {
  /** Well within what a tool may go unseen for. */
  everyMs: 5 * 60_000,
  /** After a look that failed. */
  againMs: 15_000,
  /** However often somebody asks for it. */
  leastMs: 1_000,
};

/** Repeats a look, and takes another one soon where somebody asks for it. */
export type LookingAfter = { soon(): void; close(): Promise<void> };

/** One look at a time; begins with the first `soon`. */
export function lookingAfter(look: () => Promise<void>, onFailure: (error: unknown) => void): LookingAfter {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isWanted = false;
  let isClosed = false;
  let beganAt = Number.NEGATIVE_INFINITY;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(run, ms).unref();
  };
  const run = () => {
    beganAt = performance.now();
    isWanted = false;
    running = look()
      .then(
        () => TIMES.everyMs,
        (error) => {
          if (!isClosed) onFailure(error);
          return TIMES.againMs;
        },
      )
      .then((ms) => {
        running = undefined;
        schedule(isWanted ? TIMES.leastMs : ms);
      });
  };
  return {
    soon() {
      if (isWanted || isClosed) return;
      isWanted = true;
      if (running === undefined) schedule(Math.max(0, beganAt + TIMES.leastMs - performance.now()));
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
