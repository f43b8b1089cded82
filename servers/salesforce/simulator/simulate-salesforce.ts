import { type Company, createCompany } from "@gatehouse/demo";
import { clock, faults, logRequests, type RequestLog, switchesRoute } from "@gatehouse/simulator";
import { Hono, type MiddlewareHandler } from "hono";
import { createDataApi } from "./data-api.ts";
import { limitExceeded, noSuchResource, uriTooLong } from "./errors.ts";
import { makeId } from "./ids.ts";
import type { Org } from "./org.ts";
import { seedOrg } from "./seed/seed-org.ts";
import { createAccessTokens } from "./signin/access-tokens.ts";
import { authorizeRoute } from "./signin/authorize-route.ts";
import type { Client } from "./signin/clients.ts";
import { createGrants } from "./signin/grants.ts";
import { identityRoutes } from "./signin/identity-routes.ts";
import { tokenRoute } from "./signin/token-route.ts";
import { createStore } from "./store.ts";
import { defaultSwitches, type Switches, switchChecks } from "./switches.ts";
import { limitInfo } from "./system/system-routes.ts";
import { versions } from "./system/versions.ts";
import { faultWire, isWrite, refusal } from "./wire.ts";

/** The login host of production orgs, the audience of every assertion for them. */
const loginHost = "https://login.salesforce.com";

/** Characters of an address; longer queries go through a composite [recalled]. */
const longestUrl = 16_000;

export type SimulatorOptions = {
  company?: Company;
  /** ISO date, for a company made here. */
  today?: string;
  /** Multiplies the records, 10 for load; for a company made here. */
  scale?: number;
  switches?: Partial<Switches>;
  clients: Client[];
  /** What assertions may name as audience; the login host of production orgs unless given. */
  audiences?: string[];
};

export type SalesforceSimulator = ReturnType<typeof simulateSalesforce>;

/** A Salesforce org small enough to read: `app` speaks its REST wire, the rest is for tests. */
export function simulateSalesforce({ today, scale, clients, ...options }: SimulatorOptions) {
  const company = options.company ?? createCompany({ ...(today && { today }), ...(scale && { scale }) });
  const store = createStore();
  const planted = seedOrg(store, company);
  const initial = (): Switches => ({
    ...defaultSwitches(),
    vanished: [planted.vanished],
    ...options.switches,
  });
  const switches = initial();
  const org: Org = {
    company,
    store,
    switches,
    organizationId: makeId("00D", 1),
    today: company.today,
    now: clock(company.today),
  };
  const log: RequestLog = { requests: [], writes: [] };
  const tokens = createAccessTokens(org);
  const grants = createGrants();
  const data = createDataApi(org, (method, path) => log.writes.push(`${method} ${path}`));
  const signIn = { org, clients, audiences: options.audiences ?? [loginHost], tokens, grants };
  const app = new Hono({ strict: false })
    .use(logRequests(log, isWrite))
    .use("/services/data/:version/*", countCall(org))
    .use("/services/*", faults(switches, faultWire))
    .route("/", tokenRoute(signIn))
    .route("/", authorizeRoute(signIn))
    .route("/", identityRoutes(signIn))
    .route("/", switchesRoute(switches, switchChecks))
    .get("/services/data", (c) => c.json(versions))
    .all("/services/data/:version/*", async (c) => {
      if (c.req.url.length > longestUrl) throw uriTooLong();
      if (switches.dailyApiRequestsUsed > switches.dailyApiRequestsMax) throw limitExceeded();
      const session = tokens.read(c.req.header("authorization"));
      return data.answer(await wholeRequest(c.req.raw), session);
    })
    .onError((error, c) => refusal(c, error))
    .notFound((c) => refusal(c, noSuchResource()));
  return {
    app,
    company,
    switches,
    planted,
    requests: log.requests,
    writes: log.writes,
    /** What differs from the seed, record by record; equal values mean equal states. See `Store.snapshot`. */
    snapshot: store.snapshot,
    /** Back to the seed: records, switches and logs. Far quicker than seeding anew; access tokens stay valid. */
    reset(): void {
      store.restore();
      Object.assign(switches, initial());
      log.requests.length = 0;
      log.writes.length = 0;
    },
    revokeAccessTokens: tokens.revokeAll,
    revokeRefreshTokens: grants.revokeRefreshTokens,
  };
}

/** Every call counts, refused ones too, and every answer says how many are used. */
const countCall = (org: Org): MiddlewareHandler =>
  async function countCall(c, next) {
    org.switches.dailyApiRequestsUsed += 1;
    await next();
    c.header("Sforce-Limit-Info", limitInfo(org));
    if (c.res.headers.get("content-type") === "application/json") {
      c.header("Content-Type", "application/json;charset=UTF-8");
    }
  };

/** A request of its own that may be passed on; the server's own is made for one use. */
async function wholeRequest(request: Request): Promise<Request> {
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const body = hasBody ? await request.text() : undefined;
  return new Request(request.url, {
    method: request.method,
    headers: request.headers,
    ...(body !== undefined && { body }),
  });
}
