import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { ToolError } from "@gatehouse/tool";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import { Refusal } from "./refusal.ts";
import { runWorker } from "./run-worker.ts";
import { isRunning, startedProcesses } from "./samples/started-processes.ts";

const MiB = 1024 * 1024;

let workers: ChildProcess[] = [];
beforeEach(() => {
  workers = startedProcesses();
});
afterEach(() => {
  expect(workers.filter(isRunning)).toEqual([]);
});

const hostile = new URL("./samples/hostile-worker.ts", import.meta.url);

/** Runs a worker that does something else than read; resolves with its text or its refusal's sentence. */
async function run(deed: string, limits = {}, program = hostile): Promise<string> {
  const task = {
    kind: "text" as const,
    input: { bytes: Buffer.from(deed) },
    selection: { pages: undefined, sheet: undefined, range: undefined, section: undefined, isSearch: false },
    window: { offset: 0, maxCharacters: 100, find: undefined },
    outlineEntriesMax: 1,
  };
  return runWorker(task, { ...LIMITS, ...limits }, AbortSignal.timeout(20_000), program).then(
    ({ text }) => text,
    (error: Error) => {
      expect(error instanceof Refusal || error instanceof ToolError).toBe(true);
      return error.message;
    },
  );
}

/** Settles once the worker's thread is at work: its first message says so. */
async function begun(): Promise<ChildProcess> {
  const [worker] = workers;
  if (!worker) throw new Error("No process was started.");
  await once(worker, "message");
  return worker;
}

test.each([64 * MiB, LIMITS.memoryBytesMax])(
  "a worker that grows one array until V8 gives up takes too much memory, and this process lives (%i bytes)",
  async (memoryBytesMax) => {
    expect(await run("grow", { memoryBytesMax })).toContain("takes too much memory");
  },
);

test.each<[NodeJS.Signals, string]>([
  ["SIGKILL", "takes too much memory"], // Sent by the system where memory runs out.
  ["SIGABRT", "takes too much memory"],
  ["SIGTERM", "ended from outside"],
])("a worker killed by %s has its answer", async (signal, said) => {
  const running = run("hang");
  (await begun()).kill(signal);
  expect(await running).toContain(said);
});

test("a worker that nobody listens to any more ends by itself, though its thread is busy", async () => {
  const running = run("hang");
  const worker = await begun();
  worker.disconnect();
  await running;
  expect(worker.signalCode).toBe("SIGKILL");
});

test("a worker that leaves without a word has read a broken document", async () => {
  expect(await run("leave")).toContain("damaged or incomplete");
});

test("a worker writes nothing and starts neither processes, threads nor native code", async () => {
  expect(await run("reach")).toBe(
    "ERR_ACCESS_DENIED,ERR_ACCESS_DENIED,ERR_ACCESS_DENIED,ERR_DLOPEN_DISABLED",
  );
});

test("a worker knows none of this program's variables and has none of its streams", async () => {
  process.env.GATEHOUSE_SECRET_OF_A_TEST = "x";
  const variables = await run("variables").finally(() => delete process.env.GATEHOUSE_SECRET_OF_A_TEST);
  expect(variables).not.toContain("GATEHOUSE");
  expect(workers.map(({ stdout, stderr }) => [stdout, stderr])).toEqual([[null, null]]);
});

test("a worker that cannot start is our fault, not the document's", async () => {
  const missing = new URL("./samples/no-worker.ts", import.meta.url);
  expect(await run("hang", {}, missing)).toBe("The reader of documents did not start; nothing was read.");
});
