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
import { type KeyRings, keyRings } from "./authorization/keys/key-rings.ts";
import { knownIssuers } from "./authorization/known-issuers.ts";
import { mayWriteBy } from "./authorization/may-write.ts";
import { addressOf } from "./authorization/pin-request.ts";
import type { MayWrite, OnTokens } from "./authorization/sign-in-options.ts";
import { livePolicy } from "./config/live-policy.ts";
import type { Checked, Settings } from "./config/settings.ts";
import { openCredentials } from "./credentials/credentials.ts";
import type { Dependencies } from "./dependencies.ts";
import { createAccessEnding } from "./directory/access-ending.ts";
import { directoryRoutes } from "./directory/directory.ts";
import { endpointsOf } from "./endpoints.ts";
import type { Endpoint } from "./exchange.ts";
import { listening, mcpListeners, serverFor } from "./http-server.ts";
import { createLeaving, drain } from "./leaving.ts";
import { LIMITS } from "./limits.ts";
import { LOOPBACK_HOSTS } from "./loopback.ts";
import type { Log } from "./observe/log.ts";
import { createMetrics } from "./observe/metrics.ts";
import { keysInUse, markKeys } from "./operations/key-marks.ts";
import { readyDatabase } from "./operations/ready-database.ts";
import { createOwnTools, type OwnTools } from "./own-tools/own-tools.ts";
import { runner } from "./pipeline.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { runningExchanges } from "./running.ts";
import { setupRoutes } from "./setup/setup-routes.ts";
import { openDatabase } from "./store/database.ts";
import { openLiveDirectory } from "./store/liveness.ts";
import { removeExpired } from "./store/remove-expired.ts";
import { type Assertions, createAssertions } from "./systems/assertions.ts";
import { requestStates } from "./systems/request-state.ts";
import { createSystems, type Systems } from "./systems/systems.ts";
import { version } from "./version.ts";
import { ownPages } from "./web-session/pages.ts";
import { webSessions } from "./web-session/web-sessions.ts";

export type Gateway = { url: string; close(): Promise<void> };

/** Opens everything a gateway stands on and serves it; resolves once it listens. Leaves nothing open where it rejects. */
export async function openGateway(checked: Checked, settings: Settings, log: Log): Promise<Gateway> {
  const opened = new AsyncDisposableStack();
  try {
    return await openWith(opened, checked, settings, log);
  } catch (error) {
    await opened.disposeAsync().catch((failure) => log.warn({ error: failure }, "closing failed"));
    throw error;
  }
}

/** `opened` gets whatever must be closed, and closes the last first. */
async function openWith(
  opened: AsyncDisposableStack,
  checked: Checked,
  settings: Settings,
  log: Log,
): Promise<Gateway> {
  const { company, listen } = checked.config;
  const keys = opened.use(keyRings(settings.keys, log));
  const store = await openStore(checked, settings, auditKeysFrom(settings.auditKey), opened, log);
  const policy = opened.adopt(livePolicy(checked, settings, log), (rules) => rules.close());
  const ownTools = createOwnTools();
  const systems = opened.adopt(systemsOf(checked, settings, ownTools), (connected) => connected.close());
  const endpoints = endpointsOf(
    settings.publicUrl,
    systems.all.map(({ id }) => id),
  );
  const signIns = signInRecorder(store.audit, log);
  opened.defer(() => signIns.settled());
  const assertions = createAssertions(keys.assertion);
  const credentials = opened.adopt(
    await vendorCredentials(checked, settings, store, systems, assertions, signIns.onEvent, log),
    (vendors) => vendors.close(),
  );
  const authorization = authorizationServer(checked, settings, keys, endpoints, store, log, {
    onEvent: signIns.onEvent,
    onTokens: credentials.keepSignIn,
    mayWrite: mayWriteBy(policy.current, checked.catalogs, store.database),
  });
  const needs: Dependencies = {
    version,
    company,
    hosts: new Set([new URL(settings.publicUrl).hostname, ...LOOPBACK_HOSTS]),
    addressOf: (request) => addressOf(request, listen.trustProxy),
    policy: policy.current,
    systems,
    ownTools,
    credentials,
    verifyAccessToken: authorization.verifyAccessToken,
    tokenKeys: keys.signing,
    people: store.people,
    rateLimiter: createRateLimiter(),
    assertions,
    requestStates: requestStates(keys.requestStates),
    audit: store.audit,
    metrics: createMetrics(store.audit.writer.lag),
    log,
  };
  const running = runningExchanges();
  const { publicUrl, metricsToken } = settings;
  const leaving = createLeaving(listen.leaveSeconds);
  const unready = leaving.unready(store.unready);
  const sessions = webSessions({ ...store, publicUrl, client: authorization.ownClient, log });
  const setup = setupRoutes({ checked, settings, endpoints, policy: policy.current, sessions });
  const connections = credentials.pages(needs, sessions);
  const pages = ownPages(sessions, [connections, setup]);
  const scim = directoryRoutes({ ...settings, ...store, log });
  store.accessEnding.onAccessEnded(credentials.ender);
  store.accessEnding.start();
  const app = createApp({ endpoints, publicUrl, needs, metricsToken, unready, pages, scim });
  const server = serverFor({
    mcp: mcpListeners(endpoints, runner(needs), running),
    authorization,
    app: getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  });
  const url = await listening(server, settings);
  const close = leaving.closeBy(async () => {
    await drain(server, running, systems);
    await opened.disposeAsync();
  });
  return { url, close };
}

type Store = Awaited<ReturnType<typeof openStore>>;

/** PostgreSQL and what lives on it: the directory of people and the audit. */
async function openStore(
  { config }: Checked,
  settings: Settings,
  keys: AuditKeys,
  opened: AsyncDisposableStack,
  log: Log,
) {
  const { databaseUrl } = settings;
  const database = opened.adopt(openDatabase({ url: databaseUrl, log }), ({ close }) => close());
  const isProduction = config.profile === "production";
  await readyDatabase(database, { isProduction, auditKeys: keys, keys: keysInUse(settings) }, log);
  const keysOfPeople = personKeys(database.pool, keys);
  const accessEnding = opened.adopt(createAccessEnding(database, log), ({ close }) => close());
  const people = opened.adopt(
    await openLiveDirectory(
      database,
      log,
      [keysOfPeople, accessEnding],
      knownIssuers({ ...settings, ...settings.clients }),
    ),
    (directory) => directory.close(),
  );
  const counts = opened.adopt(auditCounts(database.pool, log), ({ close }) => close());
  const writer = opened.adopt(createAuditWriter({ url: databaseUrl, key: keys.mac, log }), ({ close }) =>
    close(),
  );
  const sweep = setInterval(() => {
    removeExpired(database).catch((error) => log.warn({ error }, "expired rows could not be removed"));
    // Keys may have been rotated meanwhile; a start after that must not take the former one for lost.
    markKeys(database, settings).catch((error) => log.warn({ error }, "the keys in force were not noted"));
  }, LIMITS.sweepMs);
  opened.defer(() => clearInterval(sweep));
  return {
    database,
    people,
    accessEnding,
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
  keys: KeyRings,
  endpoints: readonly Endpoint[],
  { database }: Store,
  log: Log,
  hooks: { onEvent: OnEvent; onTokens: OnTokens; mayWrite: MayWrite },
) =>
  createAuthorizationServer({
    publicUrl: settings.publicUrl,
    resources: endpoints.map(({ resource }) => resource),
    database,
    signingKeys: keys.signing,
    cookieKeys: keys.cookies,
    clients: settings.clients.entries,
    machines: settings.clients.machines,
    registration: settings.clients.registration,
    trustedIssuers: settings.clients.trustedIssuers,
    identityProviders: settings.identityProviders,
    provisioningIssuers: new Set(settings.provisioning.map(({ issuer }) => issuer)),
    lifetimes: {
      accessTokenSeconds: config.tokens.accessMinutes * 60,
      loginSeconds: config.tokens.loginDays * 86_400,
    },
    trustProxy: config.listen.trustProxy,
    log,
    ...hooks,
  });

const vendorCredentials = (
  { catalogs }: Checked,
  { vendors, publicUrl, identityProviders }: Settings,
  { database }: Store,
  systems: Systems,
  { publicKeys }: Assertions,
  onEvent: OnEvent,
  log: Log,
) =>
  openCredentials({
    settings: vendors,
    declared: catalogs,
    publicUrl,
    database,
    systems,
    identityProviders,
    publicKeys,
    onEvent,
    log,
  });

const systemsOf = ({ config, catalogs }: Checked, { systemUrls }: Settings, { entries }: OwnTools) => {
  const connected = Object.fromEntries(
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
  return createSystems(connected, entries);
};
