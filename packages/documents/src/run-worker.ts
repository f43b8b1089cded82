import { Worker } from "node:worker_threads";
import { ToolError } from "@gatehouse/tool";
import type { DocumentAnswer } from "./document.ts";
import type { Outcome, Task } from "./extract.ts";
import { type DocumentLimits, FIXED } from "./limits.ts";
import { Refusal, refusals } from "./refusal.ts";

const MiB = 1024 * 1024;
const YOUNG_MIB = 32;
const STACK_MIB = 4;

/**
 * From sources the worker lies beside this file. A bundler moves this file into the program's one folder, where the build has put
 * the worker as an entry of its own, `document-worker`, which ends as all files of the build do.
 */
function workerUrl(): URL {
  const extension = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? ".js";
  return new URL(extension === ".ts" ? "./worker.ts" : `./document-worker${extension}`, import.meta.url);
}

/** Copies made now, not while waiting for a turn: what a worker is handed is gone on this side. */
function ownInput(input: Task["input"]): { input: Task["input"]; buffers: ArrayBuffer[] } {
  if ("bytes" in input) {
    const bytes = new Uint8Array(input.bytes);
    return { input: { bytes }, buffers: [bytes.buffer] };
  }
  const files = input.files.map((file) => ({ ...file, packed: new Uint8Array(file.packed) }));
  return { input: { files }, buffers: files.map(({ packed }) => packed.buffer) };
}

function startWorker(task: Task, { memoryBytesMax }: DocumentLimits): Worker {
  const { input, buffers } = ownInput(task.input);
  return new Worker(workerUrl(), {
    workerData: { ...task, input },
    transferList: buffers,
    // Neither the program's environment, where secrets may stand, nor its flags, nor its output, where a protocol may run.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: Math.max(memoryBytesMax / MiB - YOUNG_MIB, YOUNG_MIB),
      maxYoungGenerationSizeMb: YOUNG_MIB,
      stackSizeMb: STACK_MIB,
    },
  });
}

/** A worker's own limits leave out its buffers, and an unpacked PDF stream is one: so both are looked at together. */
async function usedBytes(worker: Worker): Promise<number> {
  const { used_heap_size, external_memory } = await worker.getHeapStatistics();
  return used_heap_size + external_memory;
}

function errorOf(outcome: Exclude<Outcome, { answer: DocumentAnswer }>): Error {
  if ("refusal" in outcome) return new Refusal(outcome.refusal, outcome.cause);
  // A reader that stumbles over a document has found something that no sound document holds.
  return new Refusal(refusals.broken("document"), outcome.failure);
}

function lostWorker(error: Error & { code?: string }): Error {
  if (error.code === "ERR_WORKER_OUT_OF_MEMORY") return new Refusal(refusals.tooMuch("memory"), error);
  return new ToolError("internal", "The reader of documents did not start; nothing was read.", {
    cause: error,
  });
}

/** Runs one extraction in a thread of its own and ends the thread whatever happens: answer, refusal, limit or abort. */
export async function runWorker(
  task: Task,
  limits: DocumentLimits,
  signal: AbortSignal,
): Promise<DocumentAnswer> {
  signal.throwIfAborted();
  const inputBytes = "bytes" in task.input ? task.input.bytes.length : 0;
  const worker = startWorker(task, limits);
  const { promise, resolve, reject } = Promise.withResolvers<DocumentAnswer>();
  worker.once("message", (outcome: Outcome) =>
    "answer" in outcome ? resolve(outcome.answer) : reject(errorOf(outcome)),
  );
  worker.once("error", (error) => reject(lostWorker(error as Error)));
  worker.once("exit", () =>
    reject(new Refusal(refusals.broken("document"), "The worker ended without a word.")),
  );
  worker.stdout.resume();
  worker.stderr.resume();

  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => reject(new Refusal(refusals.tooMuch("time"))), limits.extractMs);
  const watch = setInterval(() => {
    usedBytes(worker).then(
      (bytes) => {
        if (bytes > limits.memoryBytesMax + inputBytes) reject(new Refusal(refusals.tooMuch("memory")));
      },
      () => undefined, // The worker ended meanwhile.
    );
  }, FIXED.memoryCheckMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    signal.removeEventListener("abort", onAbort);
    await worker.terminate();
  }
}
