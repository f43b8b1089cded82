import { randomBytes } from "node:crypto";
import { type Company, createCompany } from "@gatehouse/demo";
import { clock, faults, logRequests, type RequestLog, switchesRoute } from "@gatehouse/simulator";
import { Hono } from "hono";
import type { Account, Env } from "./account.ts";
import { noSuchRecordType } from "./errors.ts";
import { playingRoutes } from "./playing-routes.ts";
import { editRecord } from "./records/edit-record.ts";
import { metadataRoutes } from "./records/metadata-routes.ts";
import { recordRoutes } from "./records/record-routes.ts";
import { systemRoutes } from "./records/system-routes.ts";
import { seededStore } from "./seed/seeded-store.ts";
import { authenticate, createAccessTokens } from "./signin/access-tokens.ts";
import { authorizeRoute } from "./signin/authorize-route.ts";
import type { Client } from "./signin/clients.ts";
import { createGrants } from "./signin/grants.ts";
import { tokenRoute } from "./signin/token-route.ts";
import { suiteQlRoutes } from "./suiteql/suiteql-routes.ts";
import { defaultSwitches, type RecordEdit, type Switches, switchChecks } from "./switches.ts";
import { refusal } from "./wire/answer.ts";
import { faultWire } from "./wire/fault-wire.ts";
import { isWrite } from "./wire/is-write.ts";
import { limitConcurrency } from "./wire/limit-concurrency.ts";
import { vendorHeaders } from "./wire/vendor-headers.ts";

export type SimulatorOptions = {
  company?: Company;
  /** ISO date, for a company made here. */
  today?: string;
  /** Multiplies the records, 10 for load; for a company made here. */
  scale?: number;
  switches?: Partial<Switches>;
  clients: Client[];
  /** Signs tokens; a new one unless given, so that no token outlives the account. */
  key?: Uint8Array;
};

export type NetSuiteSimulator = ReturnType<typeof simulateNetSuite>;

/** A NetSuite account small enough to read: `app` speaks its wire, the rest is for tests. */
export function simulateNetSuite({
  today,
  scale,
  clients,
  key = randomBytes(32),
  ...options
}: SimulatorOptions) {
  const company = options.company ?? createCompany({ ...(today && { today }), ...(scale && { scale }) });
  const { store, planted } = seededStore(company);
  const initial = (): Switches => ({
    ...defaultSwitches(),
    vanished: [planted.vanished],
    ...options.switches,
  });
  const switches = initial();
  const account: Account = { store, switches, effects: [], today: company.today, now: clock(company.today) };
  const log: RequestLog = { requests: [], writes: [] };
  const tokens = createAccessTokens(switches, key);
  const grants = createGrants(key);
  const services = new Hono<Env>()
    .use(vendorHeaders, limitConcurrency(switches), faults(switches, faultWire), authenticate(tokens))
    .route("/query/v1", suiteQlRoutes(account))
    .route("/system/v1", systemRoutes(account))
    .route("/record/v1/metadata-catalog", metadataRoutes())
    .route("/record/v1", recordRoutes(account));
  const app = new Hono()
    .route("/", playingRoutes(account))
    .use(logRequests(log, isWrite))
    .use("/services/rest/auth/*", faults(switches, faultWire))
    .route("/", tokenRoute({ clients, store, switches, tokens, grants }))
    .route("/", authorizeRoute(clients, store, grants))
    .route("/", switchesRoute(switches, switchChecks))
    .route("/services/rest", services)
    .onError((error, c) => refusal(c, error))
    .notFound((c) => refusal(c, noSuchRecordType(c.req.path)));
  return {
    app,
    company,
    switches,
    planted,
    requests: log.requests,
    writes: log.writes,
    effects: account.effects,
    /** Changes a record as its administrator would meanwhile; throws where the record or a value is none. */
    edit: (edit: RecordEdit) => editRecord(account, edit),
    /** What differs from the seed, row by row; equal values mean equal states. See `Store.snapshot`. */
    snapshot: store.snapshot,
    /** Back to the seed: records, switches and logs. Far quicker than seeding anew; access tokens stay valid. */
    reset(): void {
      store.restore();
      Object.assign(switches, initial());
      log.requests.length = 0;
      log.writes.length = 0;
      account.effects.length = 0;
    },
    revokeRefreshTokens: grants.revokeRefreshTokens,
  };
}
