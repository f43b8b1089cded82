import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.resolve(import.meta.dirname, "../..");
/** As it is built. It finds its migrations beside its folder. */
const BUNDLE = path.join(root, "gateway", "dist", "main.js");

type Environment = Record<string, string>;

/** What is taken to a machine: the bundle and the migrations, and nothing of the checkout besides. */
export async function installGateway(folder: string): Promise<string> {
  await cp(path.join(root, "gateway", "migrations"), path.join(folder, "migrations"), { recursive: true });
  const bundle = path.join(folder, "dist", "main.js");
  await mkdir(path.dirname(bundle));
  await copyFile(BUNDLE, bundle);
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  return bundle;
}

/** One gateway in a process of its own, as a company runs it: from the bundle. */
export type GatewayProcess = {
  /** Where it listens itself, behind any proxy. */
  url: string;
  /** All it has written until now. */
  written(): { stdout: string; stderr: string };
  /** Asks it to stop; resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Halts it where it stands, and lets it go on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
};

/** Runs one command of `gatehouse` to its end. */
export async function runGatehouse(args: readonly string[], env: Environment, bundle = BUNDLE) {
  const child = start(bundle, args, env);
  const [code] = await once(child.process, "close");
  return { code, ...child.written() };
}

/** Resolves once the gateway listens; rejects with what it said where it ends instead. */
export async function startGateway(
  configFile: string,
  env: Environment,
  bundle = BUNDLE,
): Promise<GatewayProcess> {
  const { process: child, written } = start(bundle, ["serve", "--config", configFile], env);
  const exit = once(child, "close");
  const { promise: listening, resolve } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line) as { listening?: string };
    if (said.listening !== undefined) resolve(said.listening);
  });
  const url = await Promise.race([listening, exit.then(() => undefined)]);
  if (url === undefined) throw new Error(`the gateway ended: ${written().stderr}${written().stdout}`);
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    child.kill(signal);
    await exit;
    return child.exitCode;
  };
  return {
    url,
    written,
    stop: () => end("SIGTERM"),
    kill: async () => void (await end("SIGKILL")),
    signal: (signal) => void child.kill(signal),
  };
}

function start(bundle: string, args: readonly string[], env: Environment) {
  const child = spawn(process.execPath, [bundle, ...args], {
    cwd: path.dirname(bundle),
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (chunk: string) => {
      said[stream] += chunk;
    });
  return { process: child, written: () => ({ ...said }) };
}
