import { Hono } from "hono";
import type { Account, Env } from "./account.ts";
import { fileRoutes } from "./files/file-routes.ts";
import { goalRoutes } from "./goals/goal-routes.ts";
import { trainingRoutes } from "./goals/training-routes.ts";
import { hiringRoutes } from "./hiring/hiring-routes.ts";
import { metaRoutes } from "./meta/meta-routes.ts";
import { changedRoutes } from "./people/changed-routes.ts";
import { directoryRoute } from "./people/directory-route.ts";
import { employeeRoutes } from "./people/employee-routes.ts";
import { listEmployees } from "./people/list-employees.ts";
import { dataRoutes, datasetRoutes } from "./reports/dataset-routes.ts";
import { reportRoutes } from "./reports/report-routes.ts";
import { tableRoutes } from "./tables/table-routes.ts";
import { balanceRoutes, newerPolicyRoutes } from "./time-off/balance-routes.ts";
import { calendarRoutes } from "./time-off/calendar-routes.ts";
import { ofGeneration } from "./time-off/generation.ts";
import { newRequestRoutes } from "./time-off/new-request-routes.ts";
import { requestRoutes } from "./time-off/request-routes.ts";
import { webhookRoutes } from "./webhook-routes.ts";

/** Every resource under its version; most of the product is v1. */
export function apiRoutes(account: Account) {
  const v1 = new Hono<Env>()
    .route("/", listEmployees(account))
    .route("/", directoryRoute(account))
    .route("/", changedRoutes(account))
    .route("/", employeeRoutes(account))
    .route("/", tableRoutes(account))
    .route("/", metaRoutes(account))
    .use("/time_off/*", ofGeneration(account.switches, "legacy"))
    .use("/time-off/*", ofGeneration(account.switches, "new"))
    .use("/whos-out", ofGeneration(account.switches, "new"))
    .route("/", requestRoutes(account))
    .route("/", balanceRoutes(account))
    .route("/", calendarRoutes(account))
    .route("/", newRequestRoutes(account))
    .route("/", fileRoutes(account))
    .route("/", reportRoutes(account))
    .route("/", hiringRoutes(account))
    .route("/", goalRoutes(account))
    .route("/", trainingRoutes(account))
    .route("/", webhookRoutes(account));
  const v11 = new Hono<Env>().route("/", tableRoutes(account)).route("/", newerPolicyRoutes(account));
  const v12 = new Hono<Env>().route("/", datasetRoutes(account));
  const v2 = new Hono<Env>().route("/", dataRoutes(account));
  return new Hono<Env>().route("/v1", v1).route("/v1_1", v11).route("/v1_2", v12).route("/v2", v2);
}
