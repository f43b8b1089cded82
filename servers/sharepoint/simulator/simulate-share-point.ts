import { type Company, createCompany } from "@gatehouse/demo";
import { clock, faults, logRequests, type RequestLog, switchesRoute } from "@gatehouse/simulator";
import { Hono } from "hono";
import { errorWith } from "./errors.ts";
import { downloadRoute } from "./files/download-route.ts";
import { createTickets } from "./files/tickets.ts";
import { allRoutes } from "./graph/all-routes.ts";
import { type Monitors, monitorRoute } from "./graph/copy-routes.ts";
import { dispatch } from "./graph/dispatch.ts";
import { seedCompany } from "./seed/seed-company.ts";
import { host } from "./seed/seeding.ts";
import { showMe } from "./show/show-me.ts";
import { authenticate } from "./signin/access-tokens.ts";
import type { AssertionIssuer } from "./signin/authority.ts";
import type { Client } from "./signin/clients.ts";
import { createSignIn } from "./signin/create-sign-in.ts";
import { createStore } from "./store/store.ts";
import { defaultSwitches, type Switches } from "./switches.ts";
import type { Env, Tenant } from "./tenant.ts";
import { faultWire } from "./wire/fault-wire.ts";
import { isWrite } from "./wire/is-write.ts";
import { createMeter } from "./wire/meter.ts";
import { refuse } from "./wire/refuse.ts";
import { vendorHeaders } from "./wire/vendor-headers.ts";

/** The tenant of the demo company. */
export const defaultTenantId = "8f6a2c1e-5b7d-4c39-9e02-61d4a7b3f508";

export type SimulatorOptions = {
  company?: Company;
  /** ISO date, for a company made here. */
  today?: string;
  /** Multiplies folders, files and items, 10 for load; for a company made here. */
  scale?: number;
  switches?: Partial<Switches>;
  tenantId?: string;
  clients: Client[];
  /** Who issues the tokens that on-behalf-of takes, where it is not the tenant itself. */
  assertionIssuer?: AssertionIssuer;
};

export type SharePointSimulator = ReturnType<typeof simulateSharePoint>;

/** A tenant with SharePoint behind Graph, small enough to read: `app` speaks its wire, the rest is for tests. */
export function simulateSharePoint({ today, scale, clients, ...options }: SimulatorOptions) {
  const { tenantId = defaultTenantId } = options;
  const company = options.company ?? createCompany({ ...(today && { today }), ...(scale && { scale }) });
  const { directory, sites, planted } = seedCompany(company);
  const store = createStore(sites);
  const initial = (): Switches => ({
    ...defaultSwitches(),
    vanished: [planted.vanished.itemId],
    ...options.switches,
  });
  const switches = initial();
  const tenant: Tenant = {
    id: tenantId,
    host,
    company,
    directory,
    store,
    switches,
    now: clock(company.today),
    tickets: createTickets(),
    origins: {},
  };
  const log: RequestLog = { requests: [], writes: [] };
  const signIn = createSignIn(tenant, clients, options.assertionIssuer);
  const meter = createMeter(switches);
  const monitors: Monitors = new Map();
  const app = new Hono<Env>()
    .use(logRequests(log, isWrite))
    .route("/", switchesRoute(switches))
    .use("/v1.0/*", vendorHeaders)
    .use(faults(switches, faultWire(tenant)))
    .route("/", signIn.routes)
    .route("/", downloadRoute(tenant))
    .route("/", monitorRoute(monitors))
    .use("/v1.0/*", authenticate(signIn.tokens))
    .onError((error, c) => refuse(c, error, tenant))
    .notFound((c) => refuse(c, errorWith(404), tenant));
  const routes = allRoutes(app, monitors);
  app.get("/v1.0/me", (c) => showMe(c));
  app.all("/v1.0/*", (c) => dispatch(c, tenant, routes, meter));
  return {
    app,
    company,
    switches,
    planted,
    tenantId,
    /** Set `files` to the origin at which `app` is served a second time; downloads then come from there. */
    origins: tenant.origins,
    requests: log.requests,
    writes: log.writes,
    /** What a person's client shows to our API: the assertion of on-behalf-of. */
    userToken: signIn.authority.userToken,
    /** What differs from the seed, item by item; equal values mean equal states. */
    snapshot: store.snapshot,
    /** Back to the seed: content, switches, quotas and logs; access tokens stay valid, marks of changes do not. */
    reset(): void {
      store.reset();
      meter.reset();
      Object.assign(switches, initial());
      log.requests.length = 0;
      log.writes.length = 0;
    },
    revokeRefreshTokens: signIn.grants.revokeRefreshTokens,
  };
}
