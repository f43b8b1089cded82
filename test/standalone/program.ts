import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

export type Environment = Record<string, string>;

/** The bundle of a server or its simulator, as `npm start` runs it. */
export const bundle = (system: string, name: "main" | "simulator"): string =>
  path.join(root, "servers", system, "dist", `${name}.js`);

/** Nothing of this process's own configuration: what a program needs, a test gives. */
export const bare = (env: Environment): Environment => ({ PATH: process.env.PATH ?? "", ...env });

/** The same for a program that stays where it is: what Node keeps of it, compiled, is of use to the next start. */
export const kept = (env: Environment): Environment => {
  const { NODE_COMPILE_CACHE } = process.env;
  return bare({ ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...env });
};

type Starts = { env: Environment; args?: readonly string[] };

function start(file: string, { env, args = [] }: Starts): ChildProcess {
  return spawn(process.execPath, [file, ...args], { env: kept(env), stdio: ["ignore", "pipe", "pipe"] });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

/** Starts a program that serves, for as long as the test runs or until `stop`; `said` is all of its standard output. */
export async function serving(file: string, env: Environment) {
  const child = start(file, { env });
  const errors = text(child.stderr as NodeJS.ReadableStream);
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  await Promise.race([once(child.stdout as never, "data"), once(child, "exit")]);
  if (child.exitCode !== null) throw new Error(`${file} ended: ${await errors}`);
  const { listening } = JSON.parse(said) as { listening: string };
  return { url: listening, said: () => said, stop: () => stop(child) };
}

export type Served = Awaited<ReturnType<typeof serving>>;

/** How a program ends that cannot start. */
export async function ending(file: string, starts: Starts) {
  const child = start(file, starts);
  onTestFinished(() => stop(child));
  const [said, errors, [code]] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, "exit"),
  ]);
  return { code, said, errors };
}
