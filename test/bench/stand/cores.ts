import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Which processor each side runs on; undefined where programs cannot be held to one. */
export type Cores = { load: number; gateway: number } | undefined;

/**
 * Load and upstream share one processor and what is measured has the other, so that neither slows the other down in a
 * way that differs from run to run. PostgreSQL is not held: it takes what they leave.
 */
export function chooseCores(): Cores {
  try {
    const list = /^Cpus_allowed_list:\s+(\S+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "";
    const [load, gateway] = list.split(",").flatMap(expand);
    const hasTaskset = spawnSync("taskset", ["--version"]).status === 0;
    return hasTaskset && load !== undefined && gateway !== undefined ? { load, gateway } : undefined;
  } catch {
    return undefined;
  }
}

function expand(range: string): number[] {
  const [from = 0, to = from] = range.split("-").map(Number);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** A command line held to one processor. */
export const heldTo = (core: number | undefined, command: string[]): string[] =>
  core === undefined ? command : ["taskset", "--cpu-list", String(core), ...command];
