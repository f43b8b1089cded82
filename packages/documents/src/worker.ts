import { isMainThread, parentPort, workerData } from "node:worker_threads";
import type { Task } from "./extract.ts";
import { guardExtraction, type ThreadWord } from "./guard-extraction.ts";

const say = (word: ThreadWord) => parentPort?.postMessage(word);

/** This file is the program of the process and of its one thread; only the thread loads the readers. */
if (isMainThread) {
  guardExtraction(new URL(import.meta.url));
} else {
  // Whoever reads documents of strangers has nobody to call.
  Reflect.deleteProperty(globalThis, "fetch");
  Reflect.deleteProperty(globalThis, "WebSocket");
  Reflect.deleteProperty(globalThis, "EventSource");

  const task = workerData as Task;
  const { extract, loadReader } = await import("./extract.ts");
  await loadReader(task.kind);
  say({ residentBytes: process.memoryUsage.rss() });
  say(await extract(task));
}
