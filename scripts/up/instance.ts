import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "../failure.ts";
import { commandLineOf, endProcess, isAlive, markOf, type ProcessMark } from "../processes.ts";
import type { Ports, Settings } from "./settings.ts";

interface ProgramRecord extends ProcessMark {
  name: string;
  file: string;
}

interface RunRecord {
  owner: ProcessMark;
  ports: Ports;
  programs: ProgramRecord[];
}

/** The right to run on one data folder, and the record of what it started. */
export interface Instance {
  record(program: ProgramRecord): void;
  release(): void;
}

/**
 * Takes `run.json`, which only one living process can hold. What a holder that was killed left running is ended here;
 * `tell` hears of it.
 */
export async function takeInstance(
  { dataFolder, ports }: Settings,
  tell: (text: string) => void,
): Promise<Instance> {
  const file = path.join(dataFolder, "run.json");
  const owner = markOf(process.pid);
  if (!owner) throw new Error("this process cannot see itself");
  const run: RunRecord = { owner, ports, programs: [] };
  const own = `${file}.${process.pid}`;
  mkdirSync(dataFolder, { recursive: true });
  try {
    writeFileSync(own, JSON.stringify(run));
    while (!mayLink(own, file)) await removeStale(file, dataFolder, tell);
  } finally {
    rmSync(own, { force: true });
  }
  return {
    record(program) {
      run.programs.push(program);
      writeFileSync(own, JSON.stringify(run));
      renameSync(own, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

/** The ports of what runs on the folder now; undefined when nothing does. */
export function portsOfRunning(dataFolder: string): Ports | undefined {
  const found = readRecord(path.join(dataFolder, "run.json"));
  return found && isAlive(found.owner) ? found.ports : undefined;
}

/** A link appears whole or not at all: nobody ever reads half a record. */
function mayLink(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function removeStale(file: string, dataFolder: string, tell: (text: string) => void): Promise<void> {
  const found = readRecord(file);
  if (found && isAlive(found.owner)) {
    throw new Failure(
      `Gatehouse already runs on ${dataFolder} (process ${found.owner.pid}): use that one, or end it with Ctrl-C first.`,
    );
  }
  for (const program of found?.programs ?? []) {
    if (!isAlive(program) || !commandLineOf(program.pid).includes(program.file)) continue;
    tell(`ending ${program.name} (process ${program.pid}), left over from a start that was killed`);
    await endProcess(program);
  }
  rmSync(file, { force: true });
}

function readRecord(file: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
