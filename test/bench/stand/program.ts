import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
// @boundaries-ignore scripts are no member of the workspace
import { Failure } from "../../../scripts/failure.ts";
// @boundaries-ignore scripts are no member of the workspace
import type { Guard } from "../../../scripts/guard.ts";
// @boundaries-ignore scripts are no member of the workspace
import { endProcess, markOf } from "../../../scripts/processes.ts";
import { heldTo } from "./cores.ts";

export const root = path.resolve(import.meta.dirname, "../../..");

export type ProgramPlan = {
  /** Names the log file. */
  name: string;
  file: string;
  arguments?: readonly string[];
  env?: Record<string, string>;
  nodeOptions?: readonly string[];
  core: number | undefined;
  /** Whether messages go to and fro; it then ends when we do. */
  takesOrders?: boolean;
};

export type Program = {
  /** As the program itself said. */
  url: string;
  pid: number;
  child: ChildProcess;
  /** What it wrote on standard error so far. */
  log(): string;
  stop(): Promise<void>;
};

const LISTENING_MS = 30_000;
const LAST_WORDS_CHARACTERS = 400;

/** Starts programs that end with this one, however it ends. */
export function programsIn(folder: string, guard: Guard) {
  return async function start(plan: ProgramPlan): Promise<Program> {
    const logFile = path.join(folder, `${plan.name}.log`);
    const log = openSync(logFile, "a", 0o600);
    const node = [process.execPath, ...(plan.nodeOptions ?? []), plan.file, ...(plan.arguments ?? [])];
    const [command = "", ...rest] = heldTo(plan.core, node);
    const child = spawn(command, rest, {
      cwd: root,
      env: { ...process.env, ...plan.env },
      stdio: ["ignore", "pipe", log, ...(plan.takesOrders ? (["ipc"] as const) : [])],
      serialization: "advanced",
      // Ctrl-C reaches the program that measures alone, and the order of the end is its own.
      detached: true,
    });
    const mark = child.pid === undefined ? undefined : markOf(child.pid);
    if (mark) guard.watch(mark.pid);
    const text = () => readFileSync(logFile, "utf8");
    const ended = new Promise<void>((resolve) =>
      child.once("exit", () => resolve()).once("error", () => resolve()),
    );
    const stop = async () => {
      if (mark) await endProcess(mark);
      await ended;
    };
    try {
      const url = await listening(child, ended);
      return { url, pid: child.pid ?? 0, child, log: text, stop };
    } catch (error) {
      await stop();
      throw new Failure(
        `${plan.name} did not start (${(error as Error).message}): ${text().slice(-LAST_WORDS_CHARACTERS)}`,
      );
    }
  };
}

async function listening(child: ChildProcess, ended: Promise<void>): Promise<string> {
  const output = child.stdout;
  if (output === null) throw new Error("it has no output");
  const said = new Promise<string>((resolve) => {
    createInterface({ input: output }).on("line", (line) => {
      const url = urlIn(line);
      if (url !== undefined) resolve(url);
    });
  });
  const timeout = new AbortController();
  const tooLate = sleep(LISTENING_MS, undefined, { signal: timeout.signal }).then(
    () => Promise.reject(new Error(`not within ${LISTENING_MS / 1000} s`)),
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([said, tooLate, ended.then(() => Promise.reject(new Error("it ended")))]);
  } finally {
    timeout.abort();
  }
}

function urlIn(line: string): string | undefined {
  try {
    const { listening: url } = JSON.parse(line);
    return typeof url === "string" ? url : undefined;
  } catch {
    return undefined;
  }
}
