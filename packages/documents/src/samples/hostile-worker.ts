import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { Task } from "../extract.ts";
import { guardExtraction, type ThreadWord } from "../guard-extraction.ts";

/** A worker whose readers are not ours: what a document could make of them that had taken them over. The task's text says what to do. */
const say = (word: ThreadWord) => parentPort?.postMessage(word);

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
    return "done";
  } catch (error) {
    return (error as { code?: string }).code ?? "failed";
  }
}

const deeds: Record<string, () => string> = {
  /** V8 ends the whole process where one array would outgrow its limits, whatever limits a thread has. */
  grow() {
    const all: number[] = [];
    for (;;) all.push(all.length % 7);
  },
  hang() {
    for (;;);
  },
  leave: () => process.exit(0),
  reach: () =>
    [
      codeOf(() => writeFileSync(new URL("left-behind", import.meta.url), "")),
      codeOf(() => execFileSync(process.execPath, ["--version"])),
      codeOf(() => new Worker("", { eval: true, execArgv: [] })),
      codeOf(() => process.dlopen({ exports: {} }, "addon.node")),
    ].join(),
  variables: () => [...Object.keys(process.env), new URL(import.meta.url).searchParams.get("process")].join(),
};

if (isMainThread) {
  const program = new URL(import.meta.url);
  program.searchParams.set("process", Object.keys(process.env).join());
  guardExtraction(program);
} else {
  const { kind, input } = workerData as Task;
  say({ residentBytes: process.memoryUsage.rss() });
  const deed = "bytes" in input ? deeds[Buffer.from(input.bytes).toString()] : undefined;
  say({ answer: { kind, outline: [], text: deed?.() ?? "", warnings: [] } });
}
