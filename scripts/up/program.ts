import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../failure.ts";
import { endProcess, markOf, type ProcessMark } from "../processes.ts";
import { lastWords, linesSince, rotateLog, shownPath, sizeOf } from "./log-file.ts";
import type { ProgramPlan } from "./plan.ts";
import { LISTENERS } from "./settings.ts";

export interface RunningProgram {
  plan: ProgramPlan;
  logFile: string;
  /** Undefined when the system refused to start it at all. */
  mark: ProcessMark | undefined;
  /** Resolves once it serves; rejects with a `Failure` when it ends first or takes too long. */
  listening: Promise<void>;
  /** Resolves when it ends, with the sentence that says so. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * What programs get from their plan alone: a database URL holds a password and is the gateway's, and a developer's own
 * settings of a vendor's real account have no business in the demo.
 */
const PLANNED = /^(DATABASE_URL$|(NETSUITE|SALESFORCE|SHAREPOINT|BAMBOOHR)_)/;
const LISTENING_MS = 30_000;
const POLL_MS = 25;

/**
 * Starts one program in a session of its own, so that Ctrl-C reaches this script alone and the order of the end is
 * ours. It writes into its log by itself: no line passes through here.
 */
export function startProgram(root: string, plan: ProgramPlan, logFolder: string): RunningProgram {
  const logFile = path.join(logFolder, `${plan.name}.log`);
  rotateLog(logFile);
  const offset = sizeOf(logFile);
  const log = openSync(logFile, "a", 0o600);
  const shared = Object.fromEntries(Object.entries(process.env).filter(([name]) => !PLANNED.test(name)));
  const node = ["--enable-source-maps", ...(plan.nodeOptions ?? []), plan.file, ...(plan.arguments ?? [])];
  const child = spawn(process.execPath, node, {
    cwd: root,
    env: { ...shared, ...plan.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const { title } = LISTENERS[plan.listener];
  const mark = child.pid === undefined ? undefined : markOf(child.pid);
  const ended = endOf(child).then(
    (how) =>
      `${capital(title)} ended ${how}: ${lastWords(logFile, offset)} (log: ${shownPath(root, logFile)}).`,
  );
  return {
    plan,
    logFile,
    mark,
    ended,
    listening: untilListening({ root, title, logFile, offset, ended }),
    async stop() {
      if (mark) await endProcess(mark, plan.graceMs === undefined ? {} : { graceMs: plan.graceMs });
      await ended; // Collected by us, it leaves no zombie to whoever is process 1.
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(`before it began (${error.message})`));
    child.on("exit", (code, signal) => resolve(signal ? `by ${signal}` : `with exit code ${code}`));
  });
}

async function untilListening(program: {
  root: string;
  title: string;
  logFile: string;
  offset: number;
  ended: Promise<string>;
}): Promise<void> {
  const { root, title, logFile, offset, ended } = program;
  let end: string | undefined;
  void ended.then((sentence) => {
    end = sentence;
  });
  const deadline = performance.now() + LISTENING_MS;
  while (performance.now() < deadline) {
    if (linesSince(logFile, offset).some(saysListening)) return;
    if (end !== undefined) throw new Failure(end);
    await sleep(POLL_MS);
  }
  throw new Failure(
    `${capital(title)} did not listen within ${LISTENING_MS / 1000} s: ${lastWords(logFile, offset)} (log: ${shownPath(root, logFile)}).`,
  );
}

function saysListening(line: string): boolean {
  try {
    return typeof JSON.parse(line).listening === "string";
  } catch {
    return false;
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
