import { Hono } from "hono";
import { objectCalled } from "../objects/index.ts";
import type { Env, Org } from "../org.ts";
import { recentItems } from "./recent.ts";

/** A few of some forty; those that answer here, and `jobs`, which a client may look for. */
const resources = "composite jobs limits parameterizedSearch process query queryAll recent search sobjects";

/** What the org says about itself: its resources, its limits, how many records there are, what was looked at last. */
export function systemRoutes(org: Org) {
  return new Hono<Env>()
    .get("/", (c) => {
      const { version, origin, session } = c.env.call;
      const urls = resources.split(" ").map((name) => [name, `/services/data/${version}/${name}`]);
      return c.json({
        ...Object.fromEntries(urls),
        identity: `${origin}/id/${org.organizationId}/${session.user.Id}`,
      });
    })
    .get("/limits", (c) => c.json(limitsOf(org)))
    .get("/limits/recordCount", (c) => {
      const names = (c.req.query("sObjects") ?? "").split(",").filter((name) => name !== "");
      const counted = names.flatMap((name) => objectCalled(name) ?? []);
      // Counts are taken now and then by the platform and know nothing of sharing.
      const sObjects = counted.map(({ name }) => ({ count: org.store.size(name), name }));
      return c.json({ sObjects });
    })
    .get("/recent", (c) => {
      const limit = Number(c.req.query("limit") ?? 200);
      const names = ["Account", "Contact", "Opportunity", "Case"];
      return c.json(recentItems(org, c.env.call, names, limit));
    });
}

/** Shapes of the real answer. Only the daily calls move: they are what tools watch (reference, section 3). */
function limitsOf({ switches, store }: Org): Record<string, { Max: number; Remaining: number }> {
  const { dailyApiRequestsMax: max, dailyApiRequestsUsed: used } = switches;
  const whole = (count: number) => ({ Max: count, Remaining: count });
  return {
    ConcurrentAsyncGetReportInstances: whole(200),
    ConcurrentSyncReportRuns: whole(20),
    DailyApiRequests: { Max: max, Remaining: Math.max(0, max - used) },
    DailyAsyncApexExecutions: whole(250_000),
    DailyBulkApiBatches: whole(15_000),
    DailyBulkV2QueryJobs: whole(10_000),
    DailyStreamingApiEvents: whole(10_000),
    DataStorageMB: { Max: 1_024, Remaining: 1_024 - Math.ceil((store.size("Task") * 2) / 1_024) },
    FileStorageMB: whole(10_240),
    MassEmail: whole(5_000),
    SingleEmail: whole(5_000),
  };
}

/** `Sforce-Limit-Info` of the present moment. */
export const limitInfo = ({ switches }: Org): string =>
  `api-usage=${switches.dailyApiRequestsUsed}/${switches.dailyApiRequestsMax}`;
