// What `npm start` ends in: the database and the programs of the demo company, until Ctrl-C.
import { rmSync } from "node:fs";
import path from "node:path";
import { removeDb } from "./dev-db.mjs";
import { explained, Failure } from "./failure.ts";
import { createHouse } from "./up/house.ts";
import { takeInstance } from "./up/instance.ts";
import type { ProgramPlan } from "./up/plan.ts";
import { programWaves } from "./up/programs.ts";
import { refuseBusyPorts } from "./up/refuse-busy-ports.ts";
import { secretsIn } from "./up/secrets.ts";
import { type Listener, readSettings, type Settings } from "./up/settings.ts";

const PARENT_CHECK_MS = 500;

const root = path.resolve(import.meta.dirname, "..");
const tell = (text: string) =>
  process.stderr.write(`gatehouse  ${(performance.now() / 1000).toFixed(1)} s  ${text}\n`);
// A terminal that was closed must not turn the orderly end into a crash.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** Resolves when somebody wants the end: a signal, or the death of whoever started us, such as npm. */
function endRequested(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && resolve(), PARENT_CHECK_MS).unref();
  return promise;
}

async function up(settings: Settings, ending: Promise<void>): Promise<void> {
  const instance = await takeInstance(settings, tell);
  try {
    if (settings.isReset) await reset(settings.dataFolder);
    const listeners = Object.keys(settings.ports) as Listener[];
    const ours = listeners.filter((name) => name !== "database" || settings.databaseUrl === undefined);
    await refuseBusyPorts(settings.ports, ours);
    const secrets = secretsIn(settings.dataFolder);
    const planWaves = await programsOf(settings);
    await live(settings, createHouse({ settings, secrets, instance, planWaves, tell }), ending);
  } finally {
    instance.release();
  }
}

async function live(settings: Settings, house: ReturnType<typeof createHouse>, ending: Promise<void>) {
  const isEnding = ending.then(() => true as const);
  try {
    if (await Promise.race([house.start(), isEnding])) return;
    // It loads what reads the configuration: too much for a start that is refused at once.
    const { welcome } = await import("./up/welcome.ts");
    process.stdout.write(welcome(settings));
    if (settings.isOnce) return;
    const why = await Promise.race([house.failed, isEnding]);
    if (why !== true) throw new Failure(why);
  } finally {
    tell("stopping");
    await house.stop();
    tell("stopped");
  }
}

/** Database, keys and logs belong together: records are sealed with the keys, and logs speak of both. */
async function reset(dataFolder: string): Promise<void> {
  tell("deleting the data of the demo company");
  await removeDb(path.join(dataFolder, "pg"));
  for (const name of ["secrets.json", "identity-provider.json", "log"])
    rmSync(path.join(dataFolder, name), { recursive: true, force: true });
}

async function programsOf({ programsModule }: Settings): Promise<typeof programWaves> {
  if (programsModule === undefined) return programWaves;
  const module: { default: (...facts: Parameters<typeof programWaves>) => ProgramPlan[][] } = await import(
    programsModule
  );
  return module.default;
}

try {
  await up(readSettings(root, process.argv.slice(2), process.env), endRequested());
} catch (thrown) {
  const error = explained(thrown);
  const sentence =
    error instanceof Failure ? error.message : `this is a bug, please report it: ${(error as Error).stack}`;
  process.stderr.write(`gatehouse: ${sentence}\n`);
  process.exitCode = 1;
}
process.exit();
