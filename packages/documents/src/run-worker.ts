import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ToolError } from "@gatehouse/tool";
import type { DocumentAnswer } from "./document.ts";
import type { Outcome, Task } from "./extract.ts";
import type { ProcessWord } from "./guard-extraction.ts";
import type { DocumentLimits } from "./limits.ts";
import { pack } from "./parcel.ts";
import { Refusal, refusals } from "./refusal.ts";

/**
 * From sources the worker lies beside this file. A bundler moves this file into the program's one folder, where the build has put
 * the worker as an entry of its own, `document-worker`, which ends as all files of the build do.
 */
function workerUrl(): URL {
  const extension = /\.[a-z]+$/.exec(import.meta.url)?.[0] ?? ".js";
  return new URL(extension === ".ts" ? "./worker.ts" : `./document-worker${extension}`, import.meta.url);
}

const notStarted = (cause: unknown) =>
  new ToolError("internal", "The reader of documents did not start; nothing was read.", { cause });

/** No writing, no processes, no native code. The thread that this lets it start is held to the same, without threads. */
const FLAGS = ["--permission", "--allow-fs-read=*", "--allow-worker"];

function startProcess(program: URL): ChildProcess {
  try {
    return spawn(process.execPath, [...FLAGS, fileURLToPath(program)], {
      // Neither the program's environment, where secrets may stand, nor its output, where a protocol may run. What Windows
      // cannot do without is added to an empty environment by Node itself.
      env: {},
      stdio: ["pipe", "ignore", "ignore", "ipc"],
      serialization: "advanced",
      windowsHide: true,
    });
  } catch (error) {
    throw notStarted(error);
  }
}

function give(worker: ChildProcess, task: Task, memoryBytesMax: number): void {
  // A process that could not be started has no place for either.
  if (worker.pid === undefined || !worker.stdin) return;
  const { order, parts } = pack(task, memoryBytesMax);
  // What cannot be delivered to a worker that ended is told by its end.
  worker.stdin.on("error", () => undefined);
  worker.send(order, () => undefined);
  for (const part of parts) worker.stdin.write(part);
  worker.stdin.end();
}

function errorOf(outcome: Exclude<Outcome, { answer: DocumentAnswer }>, hasBegun: boolean): Error {
  if ("refusal" in outcome) return new Refusal(outcome.refusal, outcome.cause);
  if (!hasBegun) return notStarted(outcome.failure);
  // A reader that stumbles over a document has found something that no sound document holds.
  return new Refusal(refusals.broken("document"), outcome.failure);
}

const FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"];

/**
 * A process that ends without a word. V8 aborts (by SIGABRT or SIGTRAP, or on Windows with a code above 128) where a heap cannot
 * grow, and SIGKILL not sent from here is the system's when memory runs out. Anything else was somebody's wish.
 */
function lost(code: number | null, signal: NodeJS.Signals | null, hasBegun: boolean): Error {
  const cause = `The worker ended with ${signal ?? code}.`;
  if (!hasBegun) return notStarted(cause);
  const isCrash = signal === null ? (code ?? 0) > 128 : !FROM_OUTSIDE.includes(signal);
  return new Refusal(isCrash ? refusals.tooMuch("memory") : refusals.interrupted(), cause);
}

/**
 * Runs one extraction in a process of its own and ends the process whatever happens: answer, refusal, limit or abort. Only tests give
 * another program than the worker.
 */
export async function runWorker(
  task: Task,
  limits: DocumentLimits,
  signal: AbortSignal,
  program = workerUrl(),
): Promise<DocumentAnswer> {
  signal.throwIfAborted();
  const worker = startProcess(program);
  const { promise, resolve, reject } = Promise.withResolvers<DocumentAnswer>();
  let hasBegun = false;
  worker.on("message", (word: ProcessWord) => {
    if ("hasBegun" in word) hasBegun = true;
    else if ("answer" in word) resolve(word.answer);
    else reject(errorOf(word, hasBegun));
  });
  worker.on("error", (error) => reject(notStarted(error)));
  const ended = new Promise<void>((done) => {
    worker.once("exit", (code, endedBy) => {
      const tell = () => reject(lost(code, endedBy, hasBegun));
      // Its last words may still be on their way.
      if (worker.connected) worker.once("disconnect", tell);
      else tell();
      done();
    });
  });

  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => reject(new Refusal(refusals.tooMuch("time"))), limits.extractMs);
  try {
    give(worker, task, limits.memoryBytesMax);
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    worker.kill("SIGKILL");
    if (worker.pid !== undefined) await ended;
  }
}
