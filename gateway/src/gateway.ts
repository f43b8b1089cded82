import { getRequestListener } from "@hono/node-server";
import { createApp } from "./app.ts";
import { auditKeysFrom } from "./audit/keys.ts";
import { signInRecorder } from "./audit/sign-ins.ts";
import { authorizationOf } from "./authorization/authorization-of.ts";
import { keyRings } from "./authorization/keys/key-rings.ts";
import { knownIssuers } from "./authorization/known-issuers.ts";
import { mayWriteBy } from "./authorization/may-write.ts";
import { addressOf } from "./authorization/pin-request.ts";
import { livePolicy } from "./config/live-policy.ts";
import type { Checked, Settings } from "./config/settings.ts";
import { consolePages } from "./console/console.ts";
import type { Dependencies } from "./dependencies.ts";
import { directoryRoutes } from "./directory/directory.ts";
import { endpointsOf } from "./endpoints.ts";
import { createGovernance } from "./governance.ts";
import { listening, mcpListeners, serverFor } from "./http-server.ts";
import { createLeaving, drain } from "./leaving.ts";
import { LOOPBACK_HOSTS } from "./loopback.ts";
import type { Log } from "./observe/log.ts";
import { createMetrics } from "./observe/metrics.ts";
import { openStore } from "./open-store.ts";
import { systemsOf, vendorCredentials } from "./open-systems.ts";
import { createOwnTools } from "./own-tools/own-tools.ts";
import { servePhases } from "./phases/serve-phases.ts";
import { runner } from "./pipeline.ts";
import { createRateLimiter } from "./rate-limiter.ts";
import { runningExchanges } from "./running.ts";
import { setupRoutes } from "./setup/setup-routes.ts";
import { createAssertions } from "./systems/assertions.ts";
import { requestStates } from "./systems/request-state.ts";
import { version } from "./version.ts";
import { ownPages } from "./web-session/pages.ts";
import { webSessions } from "./web-session/web-sessions.ts";

export type Gateway = { url: string; close(): Promise<void> };

/** Opens everything a gateway stands on and serves it; resolves once it listens. Leaves nothing open where it rejects. */
export async function openGateway(checked: Checked, settings: Settings, log: Log): Promise<Gateway> {
  const opened = new AsyncDisposableStack();
  try {
    return await serve(await openParts({ opened, checked, settings, log }));
  } catch (error) {
    await opened.disposeAsync().catch((failure) => log.warn({ error: failure }, "closing failed"));
    throw error;
  }
}

type Given = {
  /** Gets whatever must be closed, and closes the last first. */
  opened: AsyncDisposableStack;
  checked: Checked;
  settings: Settings;
  log: Log;
};

type Parts = Awaited<ReturnType<typeof openParts>>;

/** Everything that a call meets, before anybody can call. */
async function openParts(given: Given) {
  const { opened, checked, settings, log } = given;
  const keys = opened.use(keyRings(settings.keys, log));
  const store = await openStore(checked, settings, auditKeysFrom(settings.auditKey), opened, log);
  const policy = opened.adopt(livePolicy(checked, settings, store.phases, log), (rules) => rules.close());
  const ownTools = createOwnTools();
  const systems = opened.adopt(systemsOf(checked, settings, ownTools, store), (connected) =>
    connected.close(),
  );
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
  const authorization = authorizationOf(checked, settings, keys, endpoints, store, log, {
    onEvent: signIns.onEvent,
    onTokens: credentials.keepSignIn,
    mayWrite: mayWriteBy(policy, checked.catalogs, store.database),
  });
  const common = { ...commonOf(given), systems, assertions, audit: store.audit, phases: store.phases };
  const shared = {
    ...common,
    requestStates: requestStates(keys.requestStates),
    metrics: createMetrics(store.audit.writer.lag),
  };
  const governance = createGovernance({
    ...shared,
    database: store.database,
    settings,
    livePolicy: policy,
    knownIssuers: knownIssuers({ ...settings, ...settings.clients }),
  });
  opened.defer(() => governance.changes.close());
  store.listeners.push(governance.listener);
  const needs: Dependencies = {
    ...shared,
    changes: governance.changes,
    approvals: governance.approvals,
    policy: policy.current,
    ownTools,
    credentials,
    verifyAccessToken: authorization.verifyAccessToken,
    tokenKeys: keys.signing,
    people: store.people,
    rateLimiter: createRateLimiter(),
  };
  store.thirdParties.measure(needs.metrics);
  return { ...given, keys, store, policy, endpoints, credentials, authorization, governance, needs };
}

const commonOf = ({ checked: { config }, settings: { publicUrl }, log }: Given) => ({
  version,
  company: config.company,
  publicUrl,
  hosts: new Set([new URL(publicUrl).hostname, ...LOOPBACK_HOSTS]),
  addressOf: (request: Parameters<Dependencies["addressOf"]>[0]) =>
    addressOf(request, config.listen.trustProxy),
  log,
});

/** The pages for people, and what reaches them by other ways. */
function openPages({ opened, checked, settings, log, store, policy, endpoints, ...parts }: Parts) {
  const { authorization, credentials, governance, keys, needs } = parts;
  const { publicUrl } = settings;
  const phases = opened.adopt(
    servePhases({ ...needs, checked, database: store.database, policy, book: store.phases }),
    (served) => served.stop(),
  );
  const sessions = webSessions({ ...store, publicUrl, client: authorization.ownClient, log });
  const channels = opened.adopt(governance.openChannels(sessions, keys.requestStates), (all) => all.close());
  store.listeners.push(channels);
  const pages = ownPages(sessions, [
    credentials.pages(needs, sessions),
    setupRoutes({ checked, settings, endpoints, policy: policy.current, sessions }),
    consolePages({ ...needs, ...store, checked, livePolicy: policy, sessions, phases }),
    channels.routes,
  ]);
  return { pages, channels };
}

async function serve(parts: Parts): Promise<Gateway> {
  const { opened, checked, settings, log, store, endpoints, credentials, authorization, governance, needs } =
    parts;
  const { publicUrl, metricsToken } = settings;
  const { pages, channels } = openPages(parts);
  const running = runningExchanges();
  const leaving = createLeaving(checked.config.listen.leaveSeconds);
  const unready = leaving.unready(store.unready);
  const scim = directoryRoutes({ ...settings, ...store, log });
  for (const ender of [credentials.ender, ...governance.enders, ...channels.enders])
    store.accessEnding.onAccessEnded(ender);
  store.accessEnding.start();
  const app = createApp({ endpoints, publicUrl, needs, metricsToken, unready, pages, scim });
  const server = serverFor({
    mcp: mcpListeners(endpoints, runner(needs), running),
    authorization,
    app: getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  });
  const url = await listening(server, settings);
  governance.changes.start();
  channels.start();
  const close = leaving.closeBy(async () => {
    await drain(server, running, needs.systems);
    await opened.disposeAsync();
  });
  return { url, close };
}
