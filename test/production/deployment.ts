import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setDefaultCACertificates } from "node:tls";
import { pathToFileURL } from "node:url";
import { type DemoPerson, demoPeople } from "@gatehouse/demo";
import { stringify } from "yaml";
// @boundaries-ignore the identity provider is a program of its own, not part of the package's interface
import { createDemoIdentityProvider } from "../../packages/demo/src/identity-provider/demo-identity-provider.ts";
import { startTestDatabase, type TestDatabase } from "../support/database.ts";
import { fastCatalog, fastServer } from "../support/fast-server.ts";
import { baseConfig, secrets, writeCatalog } from "../support/house-config.ts";
import { listen } from "../support/listen.ts";
import { type Certificate, selfSigned } from "./certificate.ts";
import { type GatewayProcess, installGateway, runGatehouse, startGateway } from "./gateway-process.ts";
import "./names-on-loopback.ts";
import { openTlsProxy, type TlsProxy } from "./tls-proxy.ts";

const GATEWAY_HOST = "mcp.halden.test";
const LOGIN_HOST = "login.halden.test";
export const METRICS_TOKEN = "token-of-the-metrics";

/** Gateways as a company runs them: the bundle, several processes, the production profile, TLS in front, one PostgreSQL. */
export type Deployment = {
  /** Where the world reaches it. */
  url: string;
  proxy: TlsProxy;
  gateways: GatewayProcess[];
  /** Starts one more, behind the proxy at once. */
  addGateway(env?: Record<string, string>): Promise<GatewayProcess>;
  /** Runs a command of `gatehouse` with what the gateways have. */
  run(args: readonly string[], env?: Record<string, string>): ReturnType<typeof runGatehouse>;
  database: TestDatabase;
  configFile: string;
  env: Record<string, string>;
  stop(): Promise<void>;
};

type Options = {
  gateways: number;
  people?: readonly DemoPerson[];
  change?: (config: Record<string, unknown>) => void;
};

/** For a process of its own: names of `halden.test` lead here in it, and it trusts this deployment's certificate alone. */
export async function openDeployment({
  gateways: count,
  people = demoPeople,
  change,
}: Options): Promise<Deployment> {
  const opened = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(os.tmpdir(), "gatehouse-production-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  try {
    return await openIn(folder, opened, count, people, change);
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function openIn(
  folder: string,
  opened: AsyncDisposableStack,
  count: number,
  people: readonly DemoPerson[],
  change: Options["change"],
): Promise<Deployment> {
  const database = opened.adopt(await startTestDatabase(), ({ stop }) => stop());
  const certificate = selfSigned([GATEWAY_HOST, LOGIN_HOST]);
  setDefaultCACertificates([certificate.certificate]);
  const proxy = opened.adopt(await openTlsProxy(certificate, GATEWAY_HOST), ({ stop }) => stop());
  const issuer = await openLogin(certificate, proxy.url, people, opened);
  const upstream = fastServer();
  const system = await listen((request, response) => void upstream.emit("request", request, response));
  opened.defer(() => system.stop());

  const systems = { fast: { catalog: fastCatalog, url: system.url } };
  await writeCatalog(path.join(folder, "fast"), fastCatalog);
  const config = {
    ...baseConfig(systems, issuer),
    profile: "production",
    listen: { port: { env: "GATEHOUSE_PORT" }, trustProxy: true },
    metrics: { token: { env: "GATEHOUSE_METRICS_TOKEN" } },
  };
  change?.(config);
  const configFile = path.join(folder, "gatehouse.yaml");
  await writeFile(configFile, stringify(config));
  const certificateFile = path.join(folder, "certificate.pem");
  await writeFile(certificateFile, certificate.certificate);
  const env = {
    ...(await secrets(proxy.url, 0, withPassword(database.url))),
    GATEHOUSE_METRICS_TOKEN: METRICS_TOKEN,
    NODE_EXTRA_CA_CERTS: certificateFile,
    NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, "names-on-loopback.ts")).href}`,
  };
  const bundle = await installGateway(path.join(folder, "installed"));
  const gateways: GatewayProcess[] = [];
  const run: Deployment["run"] = (args, more = {}) => {
    const whole = args.includes("--config") ? args : [...args, "--config", configFile];
    return runGatehouse(whole, { ...env, ...more }, bundle);
  };
  const addGateway: Deployment["addGateway"] = async (more = {}) => {
    const gateway = opened.adopt(await startGateway(configFile, { ...env, ...more }, bundle), ({ kill }) =>
      kill(),
    );
    gateways.push(gateway);
    proxy.backends.push(gateway.url);
    return gateway;
  };
  await Promise.all(Array.from({ length: count }, () => addGateway()));
  const stop = () => opened.disposeAsync();
  return { url: proxy.url, proxy, gateways, addGateway, run, database, configFile, env, stop };
}

/** The company's login behind TLS; gives its issuer. */
async function openLogin(
  { key, certificate }: Certificate,
  gatewayUrl: string,
  people: readonly DemoPerson[],
  opened: AsyncDisposableStack,
): Promise<string> {
  const server: Server = createServer({ key, cert: certificate });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  opened.defer(
    () =>
      new Promise<void>((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  );
  const issuer = `https://${LOGIN_HOST}:${(server.address() as AddressInfo).port}`;
  const redirectUris = [`${gatewayUrl}/signin/callback`];
  const client = { clientId: "gatehouse", clientSecret: "demo", redirectUris };
  server.on("request", await createDemoIdentityProvider({ issuer, client, people }));
  return issuer;
}

/** The server of the tests lets everybody in; that the address names a password is all that a gateway can see of it. */
function withPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.password = "unused";
  return url.href;
}
