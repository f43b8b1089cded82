import { type Context, Hono } from "hono";
import { type Rights, rightsOf } from "../access/rights.ts";
import { objects } from "../objects/index.ts";
import type { Env, Org } from "../org.ts";
import { dateOf } from "../rows/conditions.ts";
import { findObject } from "../rows/find-row.ts";
import { recentItems } from "../system/recent.ts";
import { describeBriefly, describeObject } from "./describe-object.ts";

/** `/sobjects`, `/sobjects/{Object}` and `/sobjects/{Object}/describe`. */
export function describeRoutes(org: Org) {
  /** Descriptions last changed at the beginning of the company's month. */
  const changed = new Date(`${org.today.slice(0, 8)}01T00:00:00Z`);
  const rights = (c: Context<Env>): Rights => rightsOf(org, c.env.call.session);
  // If-Modified-Since is how a client keeps these large answers: they change when an administrator changes the org.
  const unlessUnchanged = (c: Context<Env>, body: () => unknown): Response => {
    c.header("Last-Modified", changed.toUTCString());
    const since = dateOf(c.req.raw.headers, "if-modified-since", false);
    return since !== undefined && changed.getTime() <= since ? c.body(null, 304) : c.json(body());
  };
  return new Hono<Env>()
    .get("/", (c) =>
      unlessUnchanged(c, () => ({
        encoding: "UTF-8",
        maxBatchSize: 200,
        sobjects: [...objects.values()]
          // An object without any right is missing from the list, and 404 by its name.
          .filter(rights(c).maySee)
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map((object) => describeBriefly(object, rights(c), c.env.call.version)),
      })),
    )
    .get("/:object", (c) => {
      // The brief form has no Last-Modified: what was looked at last changes all the time.
      const object = findObject(org, c.env.call, c.req.param("object"));
      return c.json({
        objectDescribe: describeBriefly(object, rights(c), c.env.call.version),
        recentItems: recentItems(org, c.env.call, [object.name], 10),
      });
    })
    .get("/:object/describe", (c) => {
      const object = findObject(org, c.env.call, c.req.param("object"));
      const { version, origin } = c.env.call;
      return unlessUnchanged(c, () => describeObject(object, rights(c), version, origin));
    });
}
