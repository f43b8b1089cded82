import { Hono } from "hono";
import { setPageHeaders } from "../authorization/page.ts";
import type { LivePolicy } from "../config/live-policy.ts";
import type { Checked } from "../config/settings.ts";
import type { Dependencies } from "../dependencies.ts";
import { directoryRecorder } from "../directory/directory-audit.ts";
import type { Phases } from "../phases/phases.ts";
import type { Database } from "../store/database.ts";
import { notice } from "../web-session/session-pages.ts";
import type { WebSessions, WebVariables } from "../web-session/web-sessions.ts";
import { approvalsRoutes } from "./approvals-routes.ts";
import { assetRoutes } from "./assets.ts";
import { consoleGuard } from "./console-guard.ts";
import { noticePage } from "./notice-page.tsx";
import { overviewRoutes } from "./overview-routes.ts";
import { phasesRoutes } from "./phases-routes.ts";
import { createMemory } from "./remembered.ts";
import { viewerFrom } from "./viewer.ts";

export interface ConsoleOptions
  extends Pick<Dependencies, "publicUrl" | "systems" | "approvals" | "audit" | "log"> {
  checked: Pick<Checked, "config">;
  livePolicy: Pick<LivePolicy, "current" | "config">;
  sessions: Pick<WebSessions, "requireSignIn">;
  phases: Phases;
  database: Pick<Database, "pool">;
}

/** The pages on which people oversee, open and decide, with everything that they load. To be mounted at the root. */
export function consolePages(options: ConsoleOptions): Hono<WebVariables> {
  const { publicUrl, sessions, systems, approvals, phases, audit, log, database, livePolicy } = options;
  // Who administers changes with a restart only, as on the other pages.
  const { administrators, auditors } = options.checked.config;
  const common = {
    guard: consoleGuard(sessions),
    memory: createMemory(publicUrl),
    systemTitles: new Map(systems.all.map(({ id, title }) => [id, title])),
    viewerOf: viewerFrom({
      rolesOf: (person) => livePolicy.current().rolesOf(person),
      administrators: administrators?.roles ?? [],
      auditors: auditors?.roles ?? [],
    }),
  };
  const roleTitles = () =>
    new Map(Object.entries(livePolicy.config().roles).map(([name, { title }]) => [name, title]));
  const recordOperation = directoryRecorder(audit, log);
  return new Hono<WebVariables>()
    .onError((error, c) => {
      log.error({ error, path: c.req.path }, "a page of the console failed");
      setPageHeaders(c);
      return c.html(c.var.session ? noticePage("broken", common.viewerOf(c)) : notice("broken"), 503);
    })
    .route("/", assetRoutes())
    .route("/", overviewRoutes({ ...common, pool: database.pool, recordOperation }))
    .route("/", approvalsRoutes({ ...common, approvals }))
    .route("/", phasesRoutes({ ...common, phases, roleTitles, log }));
}
