import pg from "pg";
import type { Log } from "../observe/log.ts";
import type { ChangeListener } from "../store/changes.ts";
import { type PhaseState, readPhases } from "./openings.ts";

/** Which phases are open, in memory: for decisions, which must not wait for the database. */
export type PhaseBook = ChangeListener & {
  /** Another object whenever anything has changed, and the same one until then. */
  state(): PhaseState;
  close(): Promise<void>;
};

const TIMES = {
  /** While anything is open it is asked for again and again, so that a notice that never came costs less than a second. */
  openMs: 300,
  /** While nothing is open there is nothing that could be closed. */
  closedMs: 5_000,
  /** After a question that failed. */
  againMs: 100,
  answerMs: 800,
  /** What was true this long ago counts no longer. */
  staleMs: 1_000,
};

const UNKNOWN: PhaseState = { isKnown: false, open: [], closings: [] };

/**
 * Opens the book and resolves once it has asked for the first time, whatever came of it. A closed phase is closed here within a
 * second whatever happens: by its notice at once, without it by asking, and where the database does not answer for a second
 * nothing counts as open. It asks on a connection of its own, so that no crowd of calls can keep it from asking.
 */
export async function openPhaseBook({ url, log }: { url: string; log: Log }): Promise<PhaseBook> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: TIMES.answerMs,
    statement_timeout: TIMES.answerMs,
    query_timeout: TIMES.answerMs,
    keepAlive: true,
    application_name: "gatehouse phases",
  });
  pool.on("error", (error) => log.warn({ error }, "the connection that phases are asked for on was lost"));
  const book = keepBook(() => readPhases(pool), log);
  await book.ready;
  return {
    state: book.state,
    onChange(kind) {
      if (kind === "phase") book.askNow();
    },
    onDoubt: book.askNow,
    async close() {
      await book.stop();
      await pool.end();
    },
  };
}

/** Asks, one question at a time, for as long as the book is open. */
function keepBook(read: () => Promise<PhaseState>, log: Log) {
  let state = UNKNOWN;
  let said = JSON.stringify(state);
  let asking: Promise<void> | undefined;
  let isWanted = false;
  let isFailing = false;
  let isStopped = false;
  let next: NodeJS.Timeout | undefined;

  function adopt(found: PhaseState): void {
    const text = JSON.stringify(found);
    if (text === said) return;
    state = found;
    said = text;
  }
  const stale = deadline(() => {
    log.error({}, "nobody knows which phases are open: none counts as open");
    adopt(UNKNOWN);
  });

  /** Returns after how long to ask again, in milliseconds. */
  async function ask(): Promise<number> {
    const askedAt = performance.now();
    try {
      const found = await read();
      if (isFailing) log.info({}, "the database says again which phases are open");
      isFailing = false;
      adopt(found);
      // What nobody opened need not be confirmed every second.
      if (found.open.length === 0) stale.clear();
      else stale.set(TIMES.staleMs - (performance.now() - askedAt));
      return found.open.length > 0 ? TIMES.openMs : TIMES.closedMs;
    } catch (error) {
      if (!isFailing && !isStopped)
        log.warn({ error }, "the database does not say which phases are open; asking again");
      isFailing = true;
      return TIMES.againMs;
    }
  }

  async function askUntilSaid(): Promise<void> {
    let waitMs = 0;
    while (isWanted && !isStopped) {
      isWanted = false;
      waitMs = await ask();
      // Whoever does not answer is not asked again at once, however many notices have come.
      if (isFailing) isWanted = false;
    }
    asking = undefined;
    clearTimeout(next);
    if (isStopped) stale.clear();
    else next = setTimeout(askNow, waitMs);
  }

  function askNow(): void {
    isWanted = true;
    if (!isStopped) asking ??= askUntilSaid();
  }

  askNow();
  return {
    state: () => state,
    ready: Promise.resolve(asking),
    askNow,
    async stop() {
      isStopped = true;
      clearTimeout(next);
      stale.clear();
      await asking;
    },
  };
}

/** Calls back unless it is set anew or cleared in time. */
function deadline(onMissed: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const clear = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return {
    clear,
    set(ms: number) {
      clear();
      const own = setTimeout(() => {
        // Timers run before the answers that came meanwhile are read: a process that was held up looks at those first.
        setImmediate(() => {
          if (timer === own) onMissed();
        });
      }, ms);
      timer = own;
    },
  };
}
