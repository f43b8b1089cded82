import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

// @boundaries-ignore the bootstrap under test is no member of the workspace
import { markOf, type ProcessMark } from "../../scripts/processes.ts";

export const root = path.resolve(import.meta.dirname, "../..");

/** A script of ours as a person's terminal would run it: in a process group of its own. */
export interface RunningScript {
  child: ChildProcess;
  /** Everything written so far, both streams together. */
  output(): string;
  /** Resolves once the output holds `text`; rejects with the output when the script ends first. */
  until(text: string): Promise<void>;
  /** As Ctrl-C does: the signal reaches the script and everything it started that stayed in its group. */
  signalGroup(signal: NodeJS.Signals): void;
  /** Resolves when the script has ended, with its exit code; null when a signal ended it. */
  exitCode: Promise<number | null>;
}

interface ScriptOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  program?: string;
}

export function runScript(args: string[], options: ScriptOptions = {}): RunningScript {
  const { cwd = root, env = process.env, uid, program = process.execPath } = options;
  const identity = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(program, args, {
    cwd,
    env,
    ...identity,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const looking = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      for (const look of looking) look();
    });
  }
  const exitCode = once(child, "close").then(([code]) => code as number | null);
  return {
    child,
    exitCode,
    output: () => output,
    until(text) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => void (output.includes(text) && resolve());
      looking.add(look);
      look();
      exitCode.then((code) => reject(new Error(`ended with ${code} before "${text}":\n${output}`)), reject);
      return promise.finally(() => looking.delete(look));
    },
    signalGroup(signal) {
      try {
        if (child.pid) process.kill(-child.pid, signal);
      } catch {
        // Nobody of the group is left.
      }
    },
  };
}

/** Everything a start runs: the programs it recorded, and PostgreSQL. */
export function processesOf(folder: string): ProcessMark[] {
  const { programs } = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  const postgres = markOf(
    Number(readFileSync(path.join(folder, "pg", "postmaster.pid"), "utf8").split("\n")[0]),
  );
  if (!postgres) throw new Error("PostgreSQL does not run");
  return [...programs, postgres];
}

const given = new Set<string>();

/** Variables that put every listener of `npm start` on a port that was free a moment ago, and that nobody here was given before. */
export async function freePorts(): Promise<Record<PortVariable, string>> {
  const servers = PORT_VARIABLES.map(() => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return String(typeof address === "object" ? address?.port : undefined);
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  if (ports.some((port) => given.has(port))) return freePorts();
  for (const port of ports) given.add(port);
  return Object.fromEntries(PORT_VARIABLES.map((name, index) => [name, ports[index]])) as Record<
    PortVariable,
    string
  >;
}

const PORT_VARIABLES = [
  "GATEHOUSE_PORT",
  "DEMO_IDP_PORT",
  "NETSUITE_PORT",
  "NETSUITE_SIMULATOR_PORT",
  "GATEHOUSE_DATABASE_PORT",
] as const;
type PortVariable = (typeof PORT_VARIABLES)[number];
