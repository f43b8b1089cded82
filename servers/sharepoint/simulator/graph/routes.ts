import type { Context } from "hono";
import type { Session } from "../signin/session.ts";
import type { Env, Tenant } from "../tenant.ts";
import type { Place } from "./place.ts";

/** One request on its way through a route. */
export type Call = {
  c: Context<Env>;
  tenant: Tenant;
  session: Session;
  url: URL;
  /** What stood at the stars of the route's tail. */
  words: string[];
  /** What stood in the brackets of a function, such as `q='wall'`. */
  argument: string;
};

type Rule = {
  /** Resource units: 1 for one thing, 2 for lists and writes, 5 for permissions. */
  units: 1 | 2 | 5;
  needs: "read" | "write";
};

type Kind = Place["kind"];
type PlaceOf<K extends Kind> = Extract<Place, { kind: K }>;
type Answer = Response | Promise<Response>;

export type Route = Rule & {
  method: string;
  on: Kind;
  /** Names behind the place; a star stands for any one. */
  tail: string[];
  handle(call: Call, place: Place): Answer;
};

/** Reads as `route("GET", "item", "children", { units: 2, needs: "read" }, …)`. */
export const route = <K extends Kind>(
  method: string,
  on: K,
  tail: string,
  rule: Rule,
  handle: (call: Call, place: PlaceOf<K>) => Answer,
): Route => ({
  ...rule,
  method,
  on,
  tail: tail.split("/").filter((name) => name !== ""),
  handle: (call, place) => handle(call, place as PlaceOf<K>),
});

const functionCall = /^([\w.]+)\((.*)\)$/s;

/** The route for this method, place and tail, with what stood at its stars and in its brackets. */
export function findRoute(routes: Route[], method: string, on: Kind, given: string[]) {
  let argument = "";
  const names = given.map((name) => {
    const parts = functionCall.exec(name);
    if (!parts) return name;
    argument = parts[2] ?? "";
    return parts[1] ?? "";
  });
  const fits = (candidate: Route) =>
    candidate.on === on &&
    candidate.tail.length === names.length &&
    candidate.tail.every((name, index) => name === "*" || name === names[index]);
  const possible = routes.filter(fits);
  const found = possible.find((candidate) => candidate.method === method);
  if (!found) return { isKnown: possible.length > 0 };
  const words = names.filter((_, index) => found.tail[index] === "*");
  return { isKnown: true, route: found, words, argument };
}
