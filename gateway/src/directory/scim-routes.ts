import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { AuditCounts } from "../audit/counts.ts";
import type { Log } from "../observe/log.ts";
import type { ProvisioningSettings } from "./config.ts";
import { inTurns } from "./in-transaction.ts";
import type { ProvisionedGroups } from "./provisioned-groups.ts";
import type { ProvisionedPeople } from "./provisioned-people.ts";
import { bearerCheck } from "./scim-bearer.ts";
import { ScimError } from "./scim-error.ts";
import { groupRoutes } from "./scim-group-routes.ts";
import { answer, bodyOf, type ScimContext, type ScimRoutes, type ScimVariables } from "./scim-http.ts";
import { DISCOVERY, SCIM_PATH } from "./scim-resources.ts";
import { userRoutes } from "./scim-user-routes.ts";

export type ScimNeeds = {
  publicUrl: string;
  provisioning: readonly ProvisioningSettings[];
  people: ProvisionedPeople;
  groups: ProvisionedGroups;
  counts: Pick<AuditCounts, "add">;
  log: Log;
};

const LIMITS = {
  /** Entra ID asks for 25 requests a second [recalled]; this is 50. */
  perMinute: 3_000,
  /** Requests without a right token, all together; those with one are not counted among them. */
  strangersPerMinute: 60,
  /** Changes that are under way at once: each holds a connection to the database and waits for a second one. */
  changesAtOnce: 3,
};

const METHODS_WITH_BODY = new Set(["POST", "PUT", "PATCH"]);

/** SCIM 2.0 (RFC 7644) for identity providers, to be mounted at SCIM_PATH; the bearer token says which one it is. */
export function scimRoutes({ publicUrl, provisioning, people, groups, counts, log }: ScimNeeds): ScimRoutes {
  const scim: ScimRoutes = new Hono<ScimVariables>();
  if (provisioning.length === 0) return scim;
  const base = `${publicUrl}${SCIM_PATH}`;
  const providerOf = bearerCheck(provisioning);
  const limiter = new RateLimiterMemory({ points: LIMITS.perMinute, duration: 60 });
  const strangers = new RateLimiterMemory({ points: LIMITS.strangersPerMinute, duration: 60 });
  const turn = inTurns(LIMITS.changesAtOnce);

  scim.use("*", async function authenticateProvider(c, next) {
    const settings = providerOf(c.req.header("authorization"));
    if (settings === undefined) {
      counts.add({ method: "scim", outcome: "unauthenticated", person: undefined });
      await within(strangers, "all");
      throw new ScimError(401, "The bearer token is missing or wrong.");
    }
    await within(limiter, settings.provider);
    c.set("by", { settings, by: `scim:${settings.provider}`, reference: randomUUID() });
    await next();
  });
  scim.use("*", async function takeTurns(c, next) {
    if (c.req.method === "GET") return next();
    // Before the turn: who sends slowly keeps nobody else waiting.
    c.set("body", METHODS_WITH_BODY.has(c.req.method) ? await bodyOf(c) : {});
    return turn(next);
  });
  for (const [path, read] of Object.entries(DISCOVERY))
    scim.get(`/${path}`, async (c) => answer(c, 200, await read()));
  userRoutes(scim, people, base);
  groupRoutes(scim, groups, base);
  scim.all("/Bulk", () => {
    throw new ScimError(501, "Bulk requests are not supported; send the changes one by one.");
  });
  scim.all("*", () => {
    throw new ScimError(
      404,
      "There is nothing here. Users, Groups, ServiceProviderConfig, ResourceTypes, Schemas.",
    );
  });
  scim.onError((error, c) => refuse(error, c as ScimContext, log));
  return scim;
}

async function within(limiter: RateLimiterMemory, key: string): Promise<void> {
  const hasRoom = await limiter.consume(key).then(
    () => true,
    () => false,
  );
  if (!hasRoom) throw new ScimError(429, "Too many requests; wait a minute.");
}

function refuse(error: Error, c: ScimContext, log: Log): Response {
  const { by, reference } = c.get("by") ?? { by: undefined, reference: randomUUID() };
  const refusal =
    error instanceof ScimError
      ? error
      : new ScimError(503, `Nothing was changed. Try again; reference ${reference}.`);
  const details = { by, reference, method: c.req.method, status: refusal.status };
  // Strangers are only counted: they must not be able to fill a log.
  if (refusal !== error) log.error({ ...details, error }, "a SCIM request failed");
  else if (by !== undefined) log.warn({ ...details, detail: refusal.message }, "a SCIM request was refused");
  return c.body(JSON.stringify(refusal), refusal.status, {
    "content-type": "application/scim+json; charset=utf-8",
    "cache-control": "no-store",
    ...(refusal.status === 401 && { "www-authenticate": "Bearer" }),
    // What is left of the body is not read.
    ...(refusal.status === 413 && { connection: "close" }),
    ...(refusal.status === 429 && { "retry-after": "60" }),
  });
}
