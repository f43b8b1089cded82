import { connect, type Socket } from "node:net";
import { cpuMsOf } from "../stand/process-facts.ts";
import { httpReplies } from "./http-reply.ts";
import { requestsOf, type WorkloadName, workloads } from "./workloads.ts";

/** One stretch of load: so many callers, each with one call under way at a time. */
export type BlockOrder = {
  workload: WorkloadName;
  url: string;
  /** One a caller. */
  tokens: readonly string[];
  /** Whether protected fields must be missing from the answers. */
  isMasked: boolean;
  /** Not counted: connections open, code gets hot. */
  warmMs: number;
  durationMs: number;
  /** The block ends early after so many calls: a flood of new connections would use up the ports. */
  callsMax: number;
  /** Whose processor time is read at both ends of the counted part. */
  pid: number | undefined;
};

export type BlockResult = {
  calls: number;
  errors: number;
  firstError: string | undefined;
  elapsedMs: number;
  /** Undefined where the system does not tell. */
  cpuMs: number | undefined;
  latenciesMs: Float64Array;
};

const LIMITS = { graceMs: 5_000, errors: 50 };
let lastId = 10_000_000;

/** Runs one block to its end. Never rejects: what goes wrong is counted. */
export function runBlock(order: BlockOrder): Promise<BlockResult> {
  const { promise, resolve } = Promise.withResolvers<BlockResult>();
  const latencies: number[] = [];
  const state = { isCounting: false, isOver: false, calls: 0, errors: 0, open: order.tokens.length };
  let firstError: string | undefined;
  let startedAt = 0;
  let elapsedMs = 0;
  let cpuMs: number | undefined;
  const { promise: idle, resolve: becomeIdle } = Promise.withResolvers<void>();

  const end = () => {
    if (state.isOver) return;
    state.isOver = true;
    // Too many errors may end it before anything was counted.
    if (!state.isCounting) return;
    elapsedMs = performance.now() - startedAt;
    const cpuAtEnd = cpuMsOf(order.pid);
    cpuMs = cpuMs === undefined || cpuAtEnd === undefined ? undefined : cpuAtEnd - cpuMs;
  };
  const watcher: Watcher = {
    onAnswer(sentAt, wrong) {
      if (wrong !== undefined) {
        state.errors += 1;
        firstError ??= wrong;
        if (state.errors >= LIMITS.errors) end();
      } else if (state.isCounting && !state.isOver) {
        latencies.push(performance.now() - sentAt);
        state.calls += 1;
        if (state.calls >= order.callsMax) end();
      }
      return !state.isOver;
    },
    onDone() {
      state.open -= 1;
      if (state.open === 0) becomeIdle();
    },
  };
  const closers = order.tokens.map((token, index) => openCaller({ order, token, index, watcher }));

  setTimeout(() => {
    state.isCounting = !state.isOver;
    startedAt = performance.now();
    if (state.isCounting) cpuMs = cpuMsOf(order.pid);
    setTimeout(() => {
      end();
      const grace = setTimeout(() => {
        state.errors += state.open;
        firstError ??= `${state.open} callers got no answer`;
        becomeIdle();
      }, LIMITS.graceMs);
      void idle.then(() => {
        clearTimeout(grace);
        for (const close of closers) close();
        const { calls, errors } = state;
        resolve({ calls, errors, firstError, elapsedMs, cpuMs, latenciesMs: Float64Array.from(latencies) });
      });
    }, order.durationMs);
  }, order.warmMs);
  return promise;
}

type Watcher = {
  /** Says whether to go on. */
  onAnswer(sentAt: number, wrong: string | undefined): boolean;
  onDone(): void;
};

/** One caller on one connection at a time. Returns what ends it. */
function openCaller(of: { order: BlockOrder; token: string; index: number; watcher: Watcher }): () => void {
  const { order, token, index, watcher } = of;
  const workload = workloads[order.workload];
  const url = new URL(order.url);
  const requestFor = requestsOf(workload, index, url, token);
  const wrongIn = workload.checker(order.isMasked);
  let socket: Socket;
  let id = 0;
  let sentAt = 0;
  let isDone = false;

  const finish = () => {
    if (isDone) return;
    isDone = true;
    socket.destroy();
    watcher.onDone();
  };
  const send = () => {
    lastId += 1;
    id = lastId;
    if (!workload.isChurn) sentAt = performance.now();
    socket.write(requestFor(id), "latin1");
  };
  const answered = (wrong: string | undefined) => {
    const goesOn = watcher.onAnswer(sentAt, wrong);
    if (!goesOn) finish();
    else if (wrong !== undefined || workload.isChurn) reopen();
    else send();
  };
  const reopen = () => {
    socket?.removeAllListeners("close").end();
    sentAt = performance.now();
    const fresh = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    socket = fresh;
    let failure = "the connection ended";
    const feed = httpReplies((reply) => answered(guarded(() => wrongIn(reply, id))));
    fresh.on("connect", send);
    fresh.on("data", (chunk) => {
      if (fresh !== socket || isDone) return;
      const wrong = guarded(() => void feed(chunk));
      if (wrong !== undefined) answered(wrong);
    });
    fresh.on("error", (error) => {
      failure = error.message;
    });
    fresh.on("close", () => {
      if (fresh === socket && !isDone) answered(failure);
    });
  };
  reopen();
  return finish;
}

/** What a check finds wrong, its own failure included: an answer that cannot be read is a wrong answer. */
function guarded(check: () => string | undefined): string | undefined {
  try {
    return check();
  } catch (error) {
    return String(error);
  }
}
