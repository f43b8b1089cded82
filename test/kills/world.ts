import { randomBytes, randomUUID } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { cursorsWith, httpApp } from "@gatehouse/server";
import { ASSERTION, catalogEntry } from "@gatehouse/tool";
import { getRequestListener } from "@hono/node-server";
import { createLocalJWKSet } from "jose";
import { stringify } from "yaml";
// @boundaries-ignore the rows of a request are found by the keyed hash of its arguments
import { auditKeysFrom } from "../../gateway/src/audit/keys.ts";
import { baseConfig, freePort, secrets, tokensOf, writeCatalog } from "../support/house-config.ts";
import { listen } from "../support/listen.ts";
import { openLogin } from "../support/logins.ts";
import { openPhase } from "../support/phases.ts";
import { type Holds, openHolds } from "./holds.ts";
import { type PageSession, pageSession } from "./page-session.ts";
import { openPostgres, type PostgresServer } from "./postgres-server.ts";
import { type Replica, replicaOf } from "./replica.ts";
import type { OpenVendor, Vendor } from "./vendor.ts";
import { openVendorLine } from "./vendor-line.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** One PostgreSQL, one vendor that outlives everybody, and two places for gateways, each with a line of its own to the vendor. */
export type World = {
  publicUrl: string;
  postgres: PostgresServer;
  vendor: Vendor;
  holds: Holds;
  /** The one whose address is everybody's, and another one. */
  replicas: readonly [Replica, Replica];
  tokens: Readonly<Record<string, string>>;
  /** Whoever approves, and whoever settles what nobody knows. */
  approver: PageSession;
  administrator: PageSession;
  /** As requests are found by it. */
  hashOf(canonicalArguments: string): string;
  stop(): Promise<void>;
};

export async function openWorld(openVendor: OpenVendor): Promise<World> {
  const opened = new AsyncDisposableStack();
  try {
    return await openIn(opened, openVendor);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function openIn(opened: AsyncDisposableStack, openVendor: OpenVendor): Promise<World> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-kills-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = opened.adopt(await openPostgres(), ({ stop }) => stop());
  const ports = [await freePort(), await freePort()] as const;
  const publicUrl = `http://127.0.0.1:${ports[0]}`;
  const holds = openHolds();
  const vendor = opened.adopt(await openVendor(publicUrl, holds), ({ close }) => close());
  const { people } = vendor;
  const { id } = vendor.product.system;
  const login = opened.adopt(await openLogin("oidc", publicUrl), ({ stop }) => stop());
  const env = { ...(await secrets(publicUrl, ports[0], postgres.url)), ...vendor.env };
  const product = await listen(served(vendor, env.GATEHOUSE_ASSERTION_KEY ?? ""));
  opened.defer(() => product.stop());
  opened.defer(async () => holds.release("drop"));
  const bundle = await installed(folder);
  const replicaAt = async (port: number) => {
    const line = opened.adopt(await openVendorLine(product.url, holds), ({ stop }) => stop());
    const configFile = path.join(folder, String(port), "gatehouse.yaml");
    await writeConfig(configFile, vendor, line.url, login.identityProviders);
    const replica = replicaOf({
      configFile,
      env: { ...env, GATEHOUSE_PORT: String(port) },
      bundle,
      url: `http://127.0.0.1:${port}`,
    });
    opened.defer(() => replica.kill());
    return replica;
  };
  const replicas = [await replicaAt(ports[0]), await replicaAt(ports[1])] as const;
  await replicas[0].start();
  const openers = [randomUUID(), randomUUID()];
  await openPhase(postgres.url, id, 2, { openers });
  await openPhase(postgres.url, id, 3, { openers });
  const tokens = Object.fromEntries(
    await Promise.all(people.askers.map(async (email) => [email, await tokenOf(publicUrl, email)] as const)),
  );
  await vendor.prepare(publicUrl);
  const keys = auditKeysFrom(env.GATEHOUSE_AUDIT_KEY ?? "");
  return {
    publicUrl,
    postgres,
    vendor,
    holds,
    replicas,
    tokens,
    approver: await pageSession(publicUrl, people.approver),
    administrator: await pageSession(publicUrl, people.administrator),
    hashOf: keys.hashArguments,
    stop: () => opened.disposeAsync(),
  };
}

/** The vendor's server over HTTP, for its gateways alone. It knows their key also while none of them lives to be asked for it. */
function served({ product }: Vendor, assertionKey: string) {
  const { d: _private, ...publicKey } = JSON.parse(assertionKey);
  const trust = {
    audience: ASSERTION.audience(product.system.id),
    keys: createLocalJWKSet({ keys: [publicKey] }),
  };
  const app = httpApp({ product, trust, cursors: cursorsWith(randomBytes(32)), log() {} });
  return getRequestListener(app.fetch);
}

/** A copy, which a build of the same checkout does not take away meanwhile. */
async function installed(folder: string): Promise<string> {
  const place = path.join(folder, "installed");
  for (const part of ["migrations", "dist"])
    await cp(path.join(root, "gateway", part), path.join(place, part), { recursive: true });
  await writeFile(path.join(place, "package.json"), JSON.stringify({ type: "module" }));
  return path.join(place, "dist", "main.js");
}

const tokenOf = async (url: string, email: string) =>
  (await tokensOf(url, email, "/mcp", "mcp:read mcp:write offline_access")).access_token;

async function writeConfig(
  file: string,
  vendor: Vendor,
  url: string,
  identityProviders: Record<string, unknown>,
): Promise<void> {
  const { system, tools } = vendor.product;
  const folder = path.dirname(file);
  const catalog = { system, tools: tools.map((tool) => catalogEntry(tool as never)) };
  const settings = {
    settleSeconds: 2,
    connections: 32,
    approvals: [{ approvers: ["approver"], count: 1 }],
    ...vendor.settings,
  };
  const config = {
    ...baseConfig({ [system.id]: { catalog, url, settings } }, ""),
    identityProviders,
    tokens: { accessMinutes: 1_440 },
    limits: { perMinute: 100_000 },
    administrators: { roles: ["it"] },
    approvals: { freshMinutes: 1_440, repeatMinutes: 1_440 },
    // What fails here fails by us; the phases are to stay open.
    phases: { demotion: { writes: 1_000, failures: 1_000 } },
    ...vendor.config,
  };
  await mkdir(folder, { recursive: true });
  await writeCatalog(path.join(folder, system.id), catalog);
  await writeFile(file, stringify(config));
}
