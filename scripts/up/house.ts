import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_NAME, type DevDb, startDb } from "../dev-db.mjs";
import { Failure } from "../failure.ts";
import { type Guard, openGuard } from "../guard.ts";
import type { Instance } from "./instance.ts";
import { boundLog, lastWords, rotateLog } from "./log-file.ts";
import type { ProgramFacts, ProgramPlan } from "./plan.ts";
import { type RunningProgram, startProgram } from "./program.ts";
import type { Secrets } from "./secrets.ts";
import { LISTENERS, type Settings } from "./settings.ts";

/** Database and programs as one thing that starts, may fail at any time, and stops. */
export interface House {
  /** Resolves when everything listens and is ready. */
  start(): Promise<void>;
  /** Resolves with a sentence when something that had started ends by itself. */
  failed: Promise<string>;
  /** Programs first, the last to start first; the database last. Leaves nothing running. */
  stop(): Promise<void>;
}

interface HouseParts {
  settings: Settings;
  secrets: Secrets;
  instance: Instance;
  planWaves: (facts: ProgramFacts) => ProgramPlan[][];
  tell: (text: string) => void;
}

const READY_MS = 15_000;
const LOG_CHECK_MS = 30_000;

export function createHouse(parts: HouseParts): House {
  const { settings, secrets, instance, planWaves, tell } = parts;
  const logFolder = path.join(settings.dataFolder, "log");
  const failed = Promise.withResolvers<string>();
  const waves: RunningProgram[][] = [];
  let guard: Guard | undefined;
  let database: DevDb | undefined;
  let isStopping = false;
  let starting: Promise<void> | undefined;

  async function startDatabase(): Promise<string> {
    if (settings.databaseUrl !== undefined) return settings.databaseUrl;
    const logFile = path.join(logFolder, "postgres.log");
    rotateLog(logFile);
    const dir = path.join(settings.dataFolder, "pg");
    database = await startDb({ dir, port: settings.ports.database, logFile, name: DEMO_NAME });
    void database.ended.then((how) => failed.resolve(`PostgreSQL stopped, ${how}: ${lastWords(logFile)}.`));
    tell("PostgreSQL ready");
    return database.url;
  }

  async function startWave(wave: ProgramPlan[]): Promise<void> {
    if (isStopping) return;
    const programs = wave.map((plan) => startProgram(settings.root, plan, logFolder));
    waves.push(programs);
    for (const { plan, mark, ended } of programs) {
      if (mark) {
        guard?.watch(mark.pid);
        instance.record({ ...mark, name: plan.name, file: plan.file });
      }
      void ended.then(failed.resolve);
    }
    await Promise.all(
      programs.map(async ({ plan, listening }) => {
        await listening;
        if (!isStopping) tell(`${LISTENERS[plan.listener].title} ready`);
      }),
    );
  }

  async function startAll(): Promise<void> {
    mkdirSync(logFolder, { recursive: true });
    guard = openGuard("TERM");
    const databaseUrl = await startDatabase();
    const planned = planWaves({ settings, secrets, databaseUrl });
    for (const wave of planned) await startWave(wave);
    for (const plan of planned.flat()) await untilReady(plan, settings, () => isStopping);
    setInterval(() => boundLogs(waves.flat()), LOG_CHECK_MS).unref();
  }

  return {
    failed: failed.promise,
    start() {
      starting = Promise.race([startAll(), failed.promise.then((why) => Promise.reject(new Failure(why)))]);
      return starting;
    },
    async stop() {
      isStopping = true;
      for (const wave of waves.toReversed()) await Promise.all(wave.map((program) => program.stop()));
      await starting?.catch(() => {}); // A database on its way up must be there before it can be stopped.
      await database?.stop();
      await guard?.close();
    },
  };
}

async function untilReady(plan: ProgramPlan, settings: Settings, isStopping: () => boolean): Promise<void> {
  if (plan.readyPath === undefined) return;
  const url = `http://127.0.0.1:${settings.ports[plan.listener]}${plan.readyPath}`;
  const deadline = performance.now() + READY_MS;
  let state = "no answer";
  while (performance.now() < deadline && !isStopping()) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    state = response ? `HTTP ${response.status}` : "no answer";
    await sleep(100);
  }
  throw new Failure(
    `${url} was not ready within ${READY_MS / 1000} s: ${state} (see the log of ${LISTENERS[plan.listener].title}).`,
  );
}

function boundLogs(programs: RunningProgram[]): void {
  try {
    for (const { logFile } of programs) boundLog(logFile);
  } catch {
    // A full disk is no reason to end what runs.
  }
}
