import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** One process, told apart from a later one that got the same number by the moment it started. */
export interface ProcessMark {
  pid: number;
  startedAt: string;
}

const POLL_MS = 20;

/** Undefined when no such process lives; a zombie, which only waits to be collected, counts as dead. */
export function markOf(pid: number): ProcessMark | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const startedAt = process.platform === "linux" ? startFromProc(pid) : startFromPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.startedAt === mark.startedAt;
}

/** The words the process was started with, joined by spaces; empty when it is gone or hidden from us. */
export function commandLineOf(pid: number): string {
  try {
    if (process.platform === "linux") {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    }
  } catch {
    return "";
  }
  return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim() ?? "";
}

/**
 * Sends `signal`, waits up to `graceMs` for the end, then sends `lastSignal` and waits once more.
 * Works on any process of ours, child or not, and never touches one that merely inherited the number.
 */
export async function endProcess(
  mark: ProcessMark,
  options: { signal?: NodeJS.Signals; lastSignal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> {
  const { signal = "SIGTERM", lastSignal = "SIGKILL", graceMs = 5_000 } = options;
  for (const next of [signal, lastSignal]) {
    if (!isAlive(mark)) return;
    try {
      process.kill(mark.pid, next);
    } catch {
      return; // It ended between the look and the signal.
    }
    if (await hasEnded(mark, graceMs)) return;
  }
}

async function hasEnded(mark: ProcessMark, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    if (!isAlive(mark)) return true;
    await sleep(POLL_MS);
  }
  return !isAlive(mark);
}

/** Fields after the command, which stands in parentheses and may itself hold spaces (proc(5), /proc/pid/stat). */
function startFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startFromPs(pid: number): string | undefined {
  const { stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" });
  const [state, ...start] = (stdout ?? "").trim().split(/\s+/);
  return !state || state.startsWith("Z") ? undefined : start.join(" ");
}
