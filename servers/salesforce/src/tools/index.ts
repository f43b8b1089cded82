import { describeObject } from "./describe-object.ts";
import { getAccountOverview } from "./get-account-overview.ts";
import { getRecord } from "./get-record.ts";
import { listActivities } from "./list-activities.ts";
import { listCases } from "./list-cases.ts";
import { listOpportunities } from "./list-opportunities.ts";
import { listPendingApprovals } from "./list-pending-approvals.ts";
import { query } from "./query.ts";
import { runSoql } from "./run-soql.ts";
import { search } from "./search.ts";
import { summarizePipeline } from "./summarize-pipeline.ts";

/** In the order a model reads them: what finds comes first, what needs most care last. */
export const tools = [
  search,
  getAccountOverview,
  getRecord,
  listOpportunities,
  summarizePipeline,
  listCases,
  listActivities,
  listPendingApprovals,
  describeObject,
  query,
];

/** Offered only where a deployment turns them on. */
export const analystTools = [runSoql];
