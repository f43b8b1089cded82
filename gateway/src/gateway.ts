import { createSecretKey, hash } from "node:crypto";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "./app.ts";
import { atMostEvery } from "./at-most-every.ts";
import { auditCounts } from "./audit/counts.ts";
import { type AuditKeys, auditKeysFrom } from "./audit/keys.ts";
import { personKeys } from "./audit/person-keys.ts";
import { signInRecorder } from "./audit/sign-ins.ts";
import { createAuditWriter } from "./audit/writer.ts";
import { createAuthorizationServer } from "./authorization/authorization-server.ts";
import type { OnEvent } from "./authorization/events.ts";
import { addressOf } from "./authorization/pin-request.ts";
import { livePolicy } from "./config/live-policy.ts";
import type { Checked, Settings } from "./config/settings.ts";
import type { Dependencies } from "./dependencies.ts";
import { endpointsOf } from "./endpoints.ts";
import type { Endpoint } from "./exchange.ts";
import { listening, mcpListeners, serverFor } from "./http-server.ts";
import { LIMITS } from "./limits.ts";
import { LOOPBACK_HOSTS } from "./loopback.ts";
import type { Log } from "./observe/log.ts";
import { createMetrics } from "./observe/metrics.ts";
import { createOwnTools } from "./own-tools/own-tools.ts";
import { runner } from "./pipeline.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { type Running, runningExchanges } from "./running.ts";
import { openDatabase } from "./store/database.ts";
import { openLiveDirectory } from "./store/liveness.ts";
import { migrate } from "./store/migrate.ts";
import { removeExpired } from "./store/remove-expired.ts";
import { type Assertions, createAssertions } from "./systems/assertions.ts";
import { requestStates } from "./systems/request-state.ts";
import { createSystems, type Systems } from "./systems/systems.ts";
import { version } from "./version.ts";

export type Gateway = { url: string; close(): Promise<void> };

type Keys = { audit: AuditKeys; assertions: Assertions };

/** Opens everything a gateway stands on and serves it; resolves once it listens. Leaves nothing open where it rejects. */
export async function openGateway(checked: Checked, settings: Settings, log: Log): Promise<Gateway> {
  const keys = {
    audit: auditKeysFrom(settings.auditKey),
    assertions: await createAssertions(settings.assertionKey),
  };
  const opened = new AsyncDisposableStack();
  try {
    return await openWith(keys, opened, checked, settings, log);
  } catch (error) {
    await opened.disposeAsync().catch((failure) => log.warn({ error: failure }, "closing failed"));
    throw error;
  }
}

/** `opened` gets whatever must be closed, and closes the last first. */
async function openWith(
  keys: Keys,
  opened: AsyncDisposableStack,
  checked: Checked,
  settings: Settings,
  log: Log,
): Promise<Gateway> {
  const { company, listen } = checked.config;
  const store = await openStore(settings, keys.audit, opened, log);
  const policy = opened.adopt(livePolicy(checked, log), (rules) => rules.close());
  const ownTools = createOwnTools();
  const systems = opened.adopt(
    createSystems(systemEntries(checked, settings), ownTools.entries),
    (connected) => connected.close(),
  );
  const ids = systems.all.map(({ id }) => id);
  const endpoints = endpointsOf(settings.publicUrl, ids);
  const signIns = signInRecorder(store.audit, log);
  opened.defer(() => signIns.settled());
  const authorization = authorizationServer(checked, settings, endpoints, store, signIns.onEvent, log);
  const needs: Dependencies = {
    version,
    company,
    hosts: new Set([new URL(settings.publicUrl).hostname, ...LOOPBACK_HOSTS]),
    addressOf: (request) => addressOf(request, listen.trustProxy),
    policy: policy.current,
    systems,
    ownTools,
    verifyAccessToken: authorization.verifyAccessToken,
    people: store.people,
    rateLimiter: createRateLimiter(),
    assertions: keys.assertions,
    requestStates: requestStates(
      createSecretKey(hash("sha256", `request state ${settings.cookieKey}`, "buffer")),
    ),
    audit: store.audit,
    metrics: createMetrics(store.audit.writer.lag),
    log,
  };
  const running = runningExchanges();
  const { publicUrl, metricsToken } = settings;
  const app = createApp({ endpoints, publicUrl, needs, metricsToken, unready: store.unready });
  const server = serverFor({
    mcp: mcpListeners(endpoints, runner(needs), running),
    authorization,
    app: getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  });
  const url = await listening(server, settings);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await drain(server, running, systems);
    await opened.disposeAsync();
  };
  return {
    url,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Lets what is under way finish. Reads that take longer are given up; a change that was sent is waited for as long as its
 * system may take, since without its outcome nobody could say what happened.
 */
async function drain(server: Server, running: Running, { all }: Systems): Promise<void> {
  const stopped = new Promise<void>((done) => void server.close(() => done()));
  // A connection that was busy when the server closed stays open after its answer, unless somebody looks.
  const look = setInterval(() => server.closeIdleConnections(), LIMITS.idleCheckMs);
  await Promise.race([stopped, sleep(LIMITS.drainMs, undefined, { ref: false })]);
  running.giveUp();
  const longestMs = Math.max(0, ...all.map(({ timeoutMs }) => timeoutMs)) + LIMITS.drainMs;
  await Promise.race([running.none(), sleep(longestMs, undefined, { ref: false })]);
  clearInterval(look);
  server.closeAllConnections();
  await stopped;
}

type Store = Awaited<ReturnType<typeof openStore>>;

/** PostgreSQL and what lives on it: the directory of people and the audit. */
async function openStore({ databaseUrl }: Settings, keys: AuditKeys, opened: AsyncDisposableStack, log: Log) {
  const database = opened.adopt(openDatabase({ url: databaseUrl, log }), ({ close }) => close());
  await migrate(database);
  const keysOfPeople = personKeys(database.pool, keys);
  const people = opened.adopt(await openLiveDirectory(database, log, [keysOfPeople]), (directory) =>
    directory.close(),
  );
  const counts = opened.adopt(auditCounts(database.pool, log), ({ close }) => close());
  const writer = opened.adopt(createAuditWriter({ url: databaseUrl, key: keys.mac, log }), ({ close }) =>
    close(),
  );
  const sweep = setInterval(() => {
    removeExpired(database).catch((error) => log.warn({ error }, "expired rows could not be removed"));
  }, LIMITS.sweepMs);
  opened.defer(() => clearInterval(sweep));
  return {
    database,
    people,
    audit: { writer, keys, counts, personKeys: keysOfPeople },
    // Anybody may ask; only some of the questions reach the database.
    unready: atMostEvery(LIMITS.readinessMs, async (): Promise<string[]> => {
      const answers = await database.pool.query("select 1").then(
        () => true,
        () => false,
      );
      return [
        ...(answers ? [] : ["PostgreSQL does not answer"]),
        ...(writer.lag().ms > LIMITS.auditLagMs ? ["audit rows are waiting too long"] : []),
      ];
    }),
  };
}

const authorizationServer = (
  { config }: Checked,
  settings: Settings,
  endpoints: readonly Endpoint[],
  { database }: Store,
  onEvent: OnEvent,
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
    onEvent,
  });

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
