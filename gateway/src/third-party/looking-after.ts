const TIMES = {
  /** Well within what a tool may go unseen for. */
  everyMs: 5 * 60_000,
  /** After a look that failed. */
  againMs: 15_000,
  /** However often somebody asks for it. */
  leastMs: 1_000,
  /** However often the server itself asks for it: it costs the server a word, and every gateway a list and its storage. */
  toldMs: 30_000,
};

/** Repeats a look, and takes another one soon where somebody asks for it. */
export type LookingAfter = {
  soon(): void;
  /** The server says that its list has changed. */
  told(): void;
  close(): Promise<void>;
};

/** One look at a time; begins with the first `soon` or `told`. */
export function lookingAfter(
  look: () => Promise<void>,
  onFailure: (error: unknown) => void,
  { leastMs, toldMs }: { leastMs: number; toldMs: number } = TIMES,
): LookingAfter {
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let beganAt = Number.NEGATIVE_INFINITY;
  /** When the last look began that the server had asked for. */
  let toldAt = Number.NEGATIVE_INFINITY;
  let isTold = false;
  /** When the next look is wanted. */
  let wantedAt = Number.POSITIVE_INFINITY;

  const schedule = () => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(run, Math.max(0, wantedAt - performance.now())).unref();
  };
  const want = (at: number) => {
    if (at >= wantedAt || isClosed) return;
    wantedAt = at;
    if (running === undefined) schedule();
  };
  const run = () => {
    beganAt = performance.now();
    if (isTold) toldAt = beganAt;
    isTold = false;
    wantedAt = Number.POSITIVE_INFINITY;
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
        wantedAt = Math.min(wantedAt, performance.now() + ms);
        schedule();
      });
  };
  return {
    soon: () => want(beganAt + leastMs),
    told() {
      isTold = true;
      want(Math.max(beganAt + leastMs, toldAt + toldMs));
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
