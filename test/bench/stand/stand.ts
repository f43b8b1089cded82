import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
// @boundaries-ignore scripts are no member of the workspace
import { startDb } from "../../../scripts/dev-db.mjs";
// @boundaries-ignore scripts are no member of the workspace
import { Failure } from "../../../scripts/failure.ts";
// @boundaries-ignore scripts are no member of the workspace
import { openGuard } from "../../../scripts/guard.ts";
// @boundaries-ignore scripts are no member of the workspace
import { markOf } from "../../../scripts/processes.ts";
// @boundaries-ignore scripts are no member of the workspace
import { programWaves } from "../../../scripts/up/programs.ts";
// @boundaries-ignore scripts are no member of the workspace
import { secretsIn } from "../../../scripts/up/secrets.ts";
// @boundaries-ignore scripts are no member of the workspace
import { LISTENERS, type Ports } from "../../../scripts/up/settings.ts";
import { openPhase } from "../../support/phases.ts";
import { netSuiteCatalog, writeConfiguration } from "./configuration.ts";
import { chooseCores } from "./cores.ts";
import { netSuiteAssertions } from "./netsuite.ts";
import { accessTokens, signPeopleIn } from "./people.ts";
import { type Program, programsIn, root } from "./program.ts";

/** Everything a measurement runs against, each part a process of its own. */
export type Stand = {
  isPinned: boolean;
  gateway: Program;
  floor: Program;
  upstream: Program;
  load: Program;
  /** The NetSuite server, undefined while it is not built. */
  netsuite: Program | undefined;
  /** Tokens for the gateway's `/mcp`, one a person. */
  tokens: readonly string[];
  /** What the gateway would say to the NetSuite server for the first so many people; good for a minute. */
  assertions(count: number): Promise<string[]>;
  stop(): Promise<void>;
};

const PEOPLE = 64;
const READY_MS = 15_000;
const NETSUITE_BUNDLES = ["servers/netsuite/dist/main.js", "servers/netsuite/dist/simulator.js"];

export type StandOptions = {
  /** The gateway's program, from the root of the checkout. */
  bundle: string;
  /** What node itself is given beside it. */
  gatewayOptions?: readonly string[];
};

/** Starts database, upstream, floor, load generator, the gateway as it ships and, when built, NetSuite. */
export async function openStand({ bundle, gatewayOptions = [] }: StandOptions): Promise<Stand> {
  if (!isBuilt(bundle))
    throw new Failure(`${bundle} is missing: npm run bench builds the gateway before it measures.`);
  const folder = ownFolder();
  const guard = openGuard("TERM");
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await guard.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const database = await startDb({ dir: path.join(folder, "database") });
    closers.push(database.stop);
    const startIn = programsIn(folder, guard);
    const start: typeof startIn = async (plan) => {
      const program = await startIn(plan);
      closers.push(program.stop);
      return program;
    };
    return {
      ...(await startAll({ folder, databaseUrl: database.url, start, bundle, gatewayOptions })),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Parts = {
  folder: string;
  databaseUrl: string;
  start: ReturnType<typeof programsIn>;
  bundle: string;
  gatewayOptions: readonly string[];
};

async function startAll(parts: Parts): Promise<Omit<Stand, "stop">> {
  const { folder, databaseUrl, start, bundle, gatewayOptions } = parts;
  const cores = chooseCores();
  const near = (file: string) => path.join(import.meta.dirname, "..", file);
  const upstream = await start({ name: "upstream", file: near("upstream.ts"), core: cores?.load });
  const load = await start({
    name: "load",
    file: near("load/main.ts"),
    core: cores?.load,
    takesOrders: true,
  });
  const floor = await start({
    name: "floor",
    file: near("floor.ts"),
    arguments: [upstream.url],
    core: cores?.gateway,
  });

  const hasNetSuite =
    NETSUITE_BUNDLES.every(isBuilt) && existsSync(path.join(netSuiteCatalog, "system.json"));
  const secrets = secretsIn(folder);
  const settings = await settingsFor(folder, writeConfiguration(folder, upstream.url, hasNetSuite));
  const { publicUrl } = settings;
  const plans = programWaves({ settings, secrets, databaseUrl }).flat();
  const planOf = (name: string) => {
    const plan = plans.find((one) => one.name === name);
    if (plan === undefined) throw new Error(`there is no program called ${name}`);
    return { ...plan, nodeOptions: ["--enable-source-maps", ...(plan.nodeOptions ?? [])] };
  };
  if (hasNetSuite) await start({ ...planOf("netsuite-simulator"), core: cores?.load });
  const netsuite = hasNetSuite ? await start({ ...planOf("netsuite"), core: cores?.load }) : undefined;
  const plan = planOf("gateway");
  const nodeOptions = [...plan.nodeOptions, ...gatewayOptions];
  const gateway = await start({ ...plan, file: bundle, nodeOptions, core: cores?.gateway });
  await untilReady(publicUrl);

  await openPhase(databaseUrl, "fast", 2);
  await openPhase(databaseUrl, "fast", 3);
  const people = await signPeopleIn(databaseUrl, PEOPLE, plan.env.DEMO_IDP_URL ?? "");
  const { signingKeys, assertionKeys } = secrets;
  const issuer = { signingKey: signingKeys.privateKey, issuer: publicUrl, resource: `${publicUrl}/mcp` };
  return {
    isPinned: cores !== undefined,
    gateway,
    floor,
    upstream,
    load,
    netsuite,
    tokens: await accessTokens(people, issuer),
    assertions: (count) => netSuiteAssertions(people.slice(0, count), assertionKeys.privateKey),
  };
}

const isBuilt = (file: string) => existsSync(path.join(root, file));

/**
 * A folder on the disk of the checkout, since the temp folder may be memory, where making a row durable costs nothing.
 * What a measurement that was killed left behind is removed.
 */
function ownFolder(): string {
  const data = path.join(root, ".data");
  mkdirSync(data, { recursive: true });
  for (const name of readdirSync(data)) {
    const pid = /^bench-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && markOf(Number(pid)) === undefined)
      rmSync(path.join(data, name), { recursive: true, force: true });
  }
  const folder = path.join(data, `bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Programs that are not part of the stand: nobody signs in, and other systems are not measured. */
const NOBODY = Object.fromEntries(Object.keys(LISTENERS).map((name) => [name, 9])) as Ports;

async function settingsFor(folder: string, configFile: string) {
  const gateway = await freePort();
  return {
    root,
    dataFolder: folder,
    ports: {
      ...NOBODY,
      gateway,
      netsuite: await freePort(),
      netsuiteSimulator: await freePort(),
      database: 0,
    },
    publicUrl: `http://127.0.0.1:${gateway}`,
    databaseUrl: undefined,
    configFile,
    isReset: false,
    isOnce: false,
    programsModule: undefined,
  };
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline) {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    await response?.body?.cancel();
    if (response?.ok) return;
    await sleep(50);
  }
  throw new Failure(`the gateway at ${url} was not ready within ${READY_MS / 1000} s.`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
