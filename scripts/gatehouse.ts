// What `npm run gatehouse -- <command>` ends in: the gateway's own commands, with the environment of `npm start`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { DEMO_NAME, startDb } from "./dev-db.mjs";
import { Failure } from "./failure.ts";
import { portsOfRunning } from "./up/instance.ts";
import { programWaves } from "./up/programs.ts";
import { secretsIn } from "./up/secrets.ts";
import { readSettings, type Settings } from "./up/settings.ts";

const root = path.resolve(import.meta.dirname, "..");
const args = process.argv.slice(2);

/** The database of the start that runs now, else the same one for as long as the command takes. */
async function openDatabase({ databaseUrl, dataFolder, ports }: Settings) {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: async () => {} };
  const dir = path.join(dataFolder, "pg");
  if (!existsSync(dir)) throw new Failure("There is nothing here to ask yet: run npm start first.");
  return startDb({ dir, port: portsOfRunning(dataFolder)?.database ?? ports.database, name: DEMO_NAME });
}

async function runGateway(env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, ["--enable-source-maps", "gateway/dist/main.js", ...args], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, "exit");
  return code ?? 1;
}

/** What also works before the first start: help, and checking the configuration without its database. */
function readsFilesAlone([command = "help", ...rest]: string[]): boolean {
  const isHelp = ["help", "--help", "-h"].some((word) => word === command || rest.includes(word));
  return isHelp || (command === "validate" && !rest.includes("--database"));
}

async function main(): Promise<number> {
  const settings = readSettings(root, [], process.env);
  const base = { ...process.env, GATEHOUSE_CONFIG: settings.configFile };
  if (readsFilesAlone(args)) return runGateway(base);
  const database = await openDatabase(settings);
  try {
    const running = { ...settings, ports: portsOfRunning(settings.dataFolder) ?? settings.ports };
    const secrets = secretsIn(settings.dataFolder);
    const planned = programWaves({ settings: running, secrets, databaseUrl: database.url }).flat();
    return await runGateway({ ...base, ...planned.find(({ name }) => name === "gateway")?.env });
  } finally {
    await database.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`gatehouse: ${error.message}\n`);
  process.exitCode = 1;
}
