import { createSecretKey, hash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "./app.ts";
import { auditCounts } from "./audit/counts.ts";
import { auditKeysFrom } from "./audit/keys.ts";
import { personKeys } from "./audit/person-keys.ts";
import { signInRecorder } from "./audit/sign-ins.ts";
import { createAuditWriter } from "./audit/writer.ts";
import { createAuthorizationServer } from "./authorization/authorization-server.ts";
import { livePolicy } from "./config/live-policy.ts";
import type { Checked, Settings } from "./config/settings.ts";
import type { Dependencies } from "./dependencies.ts";
import { endpointsOf } from "./endpoints.ts";
import type { Endpoint } from "./exchange.ts";
import { LIMITS } from "./limits.ts";
import type { Log } from "./observe/log.ts";
import { createMetrics } from "./observe/metrics.ts";
import { createOwnTools } from "./own-tools/own-tools.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { openDatabase } from "./store/database.ts";
import { openLiveDirectory } from "./store/liveness.ts";
import { migrate } from "./store/migrate.ts";
import { removeExpired } from "./store/remove-expired.ts";
import { createAssertions } from "./systems/assertions.ts";
import { requestStates } from "./systems/request-state.ts";
import { createSystems } from "./systems/systems.ts";
import { version } from "./version.ts";

export type Gateway = { url: string; close(): Promise<void> };

/** Opens everything a gateway stands on and serves it; resolves once it listens. */
export async function openGateway(checked: Checked, settings: Settings, log: Log): Promise<Gateway> {
  const store = await openStore(settings, log);
  const policy = livePolicy(checked, log);
  const ownTools = createOwnTools();
  const systems = createSystems(systemEntries(checked, settings), ownTools.entries);
  const ids = systems.all.map(({ id }) => id);
  const endpoints = endpointsOf(settings.publicUrl, ids);
  const authorization = authorizationServer(checked, settings, endpoints, store, log);
  const needs: Dependencies = {
    version,
    company: checked.config.company,
    hosts: new Set([new URL(settings.publicUrl).hostname, ...LOOPBACK]),
    policy: policy.current,
    systems,
    ownTools,
    verifyAccessToken: authorization.verifyAccessToken,
    people: store.people,
    rateLimiter: createRateLimiter(),
    assertions: await createAssertions(settings.assertionKey),
    requestStates: requestStates(
      createSecretKey(hash("sha256", `request state ${settings.cookieKey}`, "buffer")),
    ),
    audit: store.audit,
    metrics: createMetrics(store.audit.writer.lag),
    log,
  };
  const app = createApp({
    endpoints,
    publicUrl: settings.publicUrl,
    needs,
    metricsToken: settings.metricsToken,
    unready: store.unready,
  });
  const server = serverFor(getRequestListener(app.fetch, { overrideGlobalObjects: false }), authorization);
  const url = await listening(server, settings);
  return {
    url,
    async close() {
      policy.close();
      server.closeIdleConnections();
      await new Promise((done) => {
        server.close(done);
        setTimeout(() => server.closeAllConnections(), LIMITS.drainMs).unref();
      });
      await Promise.all([systems.close(), store.close()]);
    },
  };
}

type Store = Awaited<ReturnType<typeof openStore>>;

/** PostgreSQL and what lives on it: the directory of people and the audit. */
async function openStore({ databaseUrl, auditKey }: Settings, log: Log) {
  const database = openDatabase({ url: databaseUrl, log });
  await migrate(database);
  const people = await openLiveDirectory(database, log);
  const keys = auditKeysFrom(auditKey);
  const writer = createAuditWriter({ url: databaseUrl, key: keys.mac, log });
  const counts = auditCounts(database.pool, log);
  const sweep = setInterval(() => {
    removeExpired(database).catch((error) => log.warn({ error }, "expired rows could not be removed"));
  }, LIMITS.sweepMs);
  return {
    database,
    people,
    audit: { writer, keys, counts, personKeys: personKeys(database.pool, keys) },
    async unready(): Promise<string[]> {
      const answers = await database.pool.query("select 1").then(
        () => true,
        () => false,
      );
      return [
        ...(answers ? [] : ["PostgreSQL does not answer"]),
        ...(writer.lag().ms > LIMITS.auditLagMs ? ["audit rows are waiting too long"] : []),
      ];
    },
    async close() {
      clearInterval(sweep);
      await Promise.all([people.close(), counts.close(), writer.close()]);
      await database.close();
    },
  };
}

const authorizationServer = (
  { config }: Checked,
  settings: Settings,
  endpoints: readonly Endpoint[],
  { database, audit }: Store,
  log: Log,
) =>
  createAuthorizationServer({
    publicUrl: settings.publicUrl,
    resources: endpoints.map(({ resource }) => resource),
    database,
    signingKeys: [settings.signingKey],
    cookieKeys: [settings.cookieKey],
    clients: config.clients.map(({ id, name, redirectUris }) => ({ clientId: id, name, redirectUris })),
    identityProvider: { ...config.identityProvider, ...settings.identityProvider },
    lifetimes: {
      accessTokenSeconds: config.tokens.accessMinutes * 60,
      loginSeconds: config.tokens.loginDays * 86_400,
    },
    trustProxy: config.listen.trustProxy,
    log,
    onEvent: signInRecorder(audit, log),
  });

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

const systemEntries = ({ config, catalogs }: Checked, { systemUrls }: Settings) =>
  Object.fromEntries(
    Object.entries(config.systems).map(([id, system]) => [
      id,
      {
        catalog: catalogs[id] as Checked["catalogs"][string],
        url: systemUrls[id] as string,
        contact: system.contact ?? config.company.contact,
        timeoutMs: system.timeoutSeconds * 1000,
        connections: system.connections,
        relays: system.relays,
      },
    ]),
  );

type Listener = (request: IncomingMessage, response: ServerResponse) => void;
type Authorization = { handles(path: string): boolean; handler: Listener };

/** The authorization server stands in front of Hono: it reads bodies itself, and a framework before it would take them. */
function serverFor(app: Listener, authorization: Authorization): Server {
  const limits = {
    headersTimeout: LIMITS.headersMs,
    requestTimeout: LIMITS.requestMs,
    connectionsCheckingInterval: LIMITS.connectionCheckMs,
    maxHeaderSize: LIMITS.headerBytes,
    noDelay: true,
  };
  const server = createServer(limits, (request, response) => {
    const path = request.url?.split("?", 1)[0] ?? "/";
    // A path is all a request may name: absolute URLs are for proxies, and this is none.
    if (!path.startsWith("/")) response.writeHead(400).end();
    else if (authorization.handles(path)) authorization.handler(request, response);
    else app(request, response);
  });
  server.maxConnections = LIMITS.connections;
  return server;
}

function listening(server: Server, { host, port }: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(`http://${host}:${typeof address === "object" ? address?.port : port}`);
    });
  });
}
