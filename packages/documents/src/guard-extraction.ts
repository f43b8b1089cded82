import { readSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Outcome } from "./extract.ts";
import { FIXED } from "./limits.ts";
import { type Order, unpack } from "./parcel.ts";
import { refusals } from "./refusal.ts";

const MiB = 1024 * 1024;
const YOUNG_MIB = 32;
const STACK_MIB = 4;
const STDIN = 0;

/** What the thread says: first, once its own code is loaded and nothing of the document touched, what the process then holds. */
export type ThreadWord = { residentBytes: number } | Outcome;
/** What the process says: that the thread has begun, and how it went. */
export type ProcessWord = { hasBegun: true } | Outcome;

/** No farewell, and no thread to wait for: what a thread does while it is being ended is what must not matter. */
const endHere = () => process.kill(process.pid, "SIGKILL");

/** Waits for all of it, which is on its way; an end before that means that whoever asked is gone. */
function readInput(bytes: number): Uint8Array<ArrayBuffer> {
  const input = new Uint8Array(bytes);
  for (let at = 0; at < bytes; ) {
    const count = readSync(STDIN, input, { offset: at });
    if (count === 0) endHere();
    at += count;
  }
  return input;
}

function startThread(program: URL, order: Order): Worker {
  const input = readInput(order.sizes.reduce((sum, size) => sum + size, 0));
  return new Worker(program, {
    workerData: unpack(order, input),
    transferList: [input.buffer],
    env: {},
    // Flags given here replace those of the process: so the thread may read, for its code, but not start a thread that may do more.
    execArgv: ["--permission", "--allow-fs-read=*"],
    resourceLimits: {
      maxOldGenerationSizeMb: Math.max(order.memoryBytesMax / MiB - YOUNG_MIB, YOUNG_MIB),
      maxYoungGenerationSizeMb: YOUNG_MIB,
      stackSizeMb: STACK_MIB,
    },
  });
}

const say = (word: ProcessWord, then?: () => void) => process.send?.(word, undefined, undefined, then);

const tooMuchMemory = (cause: string): Outcome => ({ refusal: refusals.tooMuch("memory"), cause });

function outcomeOf(error: Error & { code?: string }): Outcome {
  if (error.code === "ERR_WORKER_OUT_OF_MEMORY") return tooMuchMemory(error.message);
  return { failure: error.stack ?? error.message };
}

function run(program: URL, order: Order): void {
  const thread = startThread(program, order);
  let residentBytesMax = Number.POSITIVE_INFINITY;
  thread.on("message", (word: ThreadWord) => {
    if (!("residentBytes" in word)) return say(word);
    residentBytesMax = word.residentBytes + order.memoryBytesMax;
    return say({ hasBegun: true });
  });
  thread.once("error", (error) => say(outcomeOf(error as Error)));
  thread.once("exit", () => say({ failure: "The thread ended without a word." }));
  // A heap's own limit leaves out buffers, and an unpacked PDF stream is one; what the process holds leaves out nothing.
  setInterval(() => {
    const bytes = process.memoryUsage.rss();
    if (bytes > residentBytesMax) say(tooMuchMemory(`The process held ${bytes} bytes.`), endHere);
  }, FIXED.memoryCheckMs);
}

/**
 * The main thread of the process that reads one document. It touches nothing of it but hands it to `program`, run as a thread, watches
 * the memory of both, passes on what the thread says, and ends the process as soon as nobody listens any more.
 */
export function guardExtraction(program: URL): void {
  process.once("disconnect", endHere);
  if (!process.connected) endHere();
  process.once("message", (order: Order) => run(program, order));
}
