import { type Company, createCompany } from "@gatehouse/demo";
import { clock, faults, logRequests, type RequestLog, switchesRoute } from "@gatehouse/simulator";
import { Hono } from "hono";
import type { Account, Env } from "./account.ts";
import { apiRoutes } from "./api-routes.ts";
import { seedCompany } from "./seed/seed-company.ts";
import { authenticate } from "./signin/authenticate.ts";
import { authorizeRoute } from "./signin/authorize-route.ts";
import type { ApiKey, OAuthClient } from "./signin/credentials.ts";
import { createGrants } from "./signin/grants.ts";
import { tokenRoute } from "./signin/token-route.ts";
import { createStore } from "./store.ts";
import { switchChecks } from "./switch-checks.ts";
import { defaultSwitches, type Switches } from "./switches.ts";
import { refused } from "./wire/errors.ts";
import { errorsInSuccess } from "./wire/errors-in-success.ts";
import { faultWire, isWrite } from "./wire/fault-wire.ts";
import { refusal } from "./wire/refusal.ts";
import { vendorHeaders } from "./wire/vendor-headers.ts";

export type SimulatorOptions = {
  company?: Company;
  /** ISO date, for a company made here. */
  today?: string;
  /** Multiplies the records, 10 for load; for a company made here. */
  scale?: number;
  switches?: Partial<Switches>;
  /** The name in the account's addresses. */
  subdomain?: string;
  apiKeys?: ApiKey[];
  clients?: OAuthClient[];
};

export type BambooHrSimulator = ReturnType<typeof simulateBambooHr>;

/**
 * A BambooHR account small enough to read: `app` speaks its wire, the rest is for tests. Marks in comments: [wire] recordings contradict the
 * vendor's specification, and the recordings are followed; [reported] known from others' connectors only; [recalled] and [open] as everywhere.
 */
export function simulateBambooHr({
  today,
  scale,
  subdomain = "halden",
  apiKeys = [],
  clients = [],
  ...options
}: SimulatorOptions = {}) {
  const company = options.company ?? createCompany({ ...(today && { today }), ...(scale && { scale }) });
  const store = createStore();
  const planted = seedCompany(store, company);
  const initial = (): Switches => ({ ...defaultSwitches(), ...structuredClone(options.switches) });
  const switches = initial();
  const now = clock(company.today);
  const account: Account = { store, switches, planted, subdomain, today: company.today, now };
  const log: RequestLog = { requests: [], writes: [] };
  const grants = createGrants(switches);
  const wire = faultWire(switches, subdomain);
  const api = new Hono<Env>()
    .use(vendorHeaders, faults(switches, wire), authenticate(account, apiKeys, grants))
    .use(errorsInSuccess(switches))
    .route("/", apiRoutes(account));
  const app = new Hono()
    .use(logRequests(log, isWrite))
    .use("/token.php", faults(switches, wire))
    .route("/", tokenRoute(clients, grants))
    .route("/", authorizeRoute(clients, store, grants))
    .route("/", switchesRoute(switches, switchChecks))
    // The form that the documentation gives, and the older one that still answers.
    .route("/api", api)
    .route(`/api/gateway.php/${subdomain}`, api)
    .onError((error, c) => refusal(c, error))
    .notFound((c) => refusal(c, refused(404, "Not Found")));
  return {
    app,
    company,
    switches,
    planted,
    requests: log.requests,
    writes: log.writes,
    /** What differs from the seed, record by record; equal values mean equal states. See `Store.snapshot`. */
    snapshot: store.snapshot,
    /** Back to the seed: records, switches and logs. Far quicker than seeding anew; tokens stay valid. */
    reset(): void {
      store.restore();
      Object.assign(switches, initial());
      log.requests.length = 0;
      log.writes.length = 0;
    },
    revokeRefreshTokens: grants.revokeRefreshTokens,
  };
}
