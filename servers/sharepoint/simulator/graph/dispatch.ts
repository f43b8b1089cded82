import type { Context } from "hono";
import { reaches, roleOnItem, roleOnLibrary, roleOnList, roleOnSite } from "../access/rights.ts";
import { accessDenied, GraphError, invalidRequest, itemNotFound } from "../errors.ts";
import type { Session } from "../signin/session.ts";
import type { Role } from "../store/model.ts";
import type { Env, Tenant } from "../tenant.ts";
import type { Meter } from "../wire/meter.ts";
import { locate, newItem, type Place } from "./place.ts";
import { findRoute, type Route } from "./routes.ts";
import { splitPath } from "./split-path.ts";

/** Finds what a request is about, charges for it, asks whether the caller may, and answers. */
export async function dispatch(
  c: Context<Env>,
  tenant: Tenant,
  routes: Route[],
  meter: Meter,
): Promise<Response> {
  const session = c.get("session");
  const url = new URL(c.req.url);
  const segments = splitPath(url.pathname.replace(/^\/v1\.0\/?/, ""));
  if (!segments) throw invalidRequest("The address cannot be decoded.");
  let charged = false;
  try {
    const { place, tail } = locate(tenant, segments);
    const found = findRoute(routes, c.req.method, place.kind, tail);
    charged = true;
    meter.charge(c, session, found.route?.units ?? 1);
    const held = roleAt(session, place, tenant.now());
    if (held === undefined) throw place.kind === "site" ? accessDenied() : itemNotFound();
    if (!found.route) throw tail[0] === newItem ? itemNotFound() : unknown(found.isKnown);
    if (held !== "all" && !reaches(held, found.route.needs)) throw accessDenied();
    const { words = [], argument = "" } = found;
    return await found.route.handle({ c, tenant, session, url, words, argument }, place);
  } catch (error) {
    if (!charged) meter.charge(c, session, 1);
    throw error;
  }
}

const unknown = (isKnown: boolean): GraphError =>
  isKnown
    ? new GraphError(405, "methodNotAllowed", "The HTTP method is not allowed for this resource.")
    : new GraphError(400, "BadRequest", "Resource not found for the segment.");

/** What the caller may at this place; "all" where the route itself looks at every row. */
function roleAt(session: Session, place: Place, now: Date): Role | "all" | undefined {
  switch (place.kind) {
    case "service":
    case "share":
      return "all";
    case "site":
      return roleOnSite(session, place.site, now);
    case "library":
      return roleOnLibrary(session, place.library, now);
    case "item":
      return roleOnItem(session, place.library, place.item, now);
    case "list":
      return place.list.kind === "list"
        ? roleOnList(session, place.list, now)
        : roleOnLibrary(session, place.list, now);
    case "row":
      return roleOnList(session, place.list, now);
    case "page":
      return roleOnSite(session, place.page.site, now);
  }
}
