import { Hono } from "hono";
import { jsonParserError, malformedSearch } from "../errors.ts";
import type { Env, Org } from "../org.ts";
import { isObject, readJson } from "../rows/read-json.ts";
import type { SearchIn } from "./match-words.ts";
import { parseSosl } from "./parse-sosl.ts";
import { type Search, searchObjects, type Target } from "./search-objects.ts";

/** Scopes of a search: all fields, or those of one kind. SIDEBAR is the search box of the old interface. */
const places = ["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"];
/** Hits of one search, over all objects together. */
const overallLimitMax = 2_000;

/** `/search` with SOSL, and `/parameterizedSearch`, where nothing has to be escaped. */
export function searchRoutes(org: Org) {
  return new Hono<Env>()
    .get("/search", (c) => {
      const text = c.req.query("q");
      if (text === undefined) throw malformedSearch("A search string has to be specified");
      return c.json({ searchRecords: searchObjects(org, c.env.call, parseSosl(text)) });
    })
    .get("/parameterizedSearch", (c) => {
      // The same search spelt in an address, with `Account.fields=` and the like; the posted form is what tools use.
      const { q, sobject, in: place, overallLimit } = c.req.query();
      const names = (sobject ?? "Account").split(",");
      const target = (name: string) => {
        const fields = c.req.query(`${name}.fields`)?.split(",") ?? [];
        return { name, fields, limit: Number(c.req.query(`${name}.limit`) ?? overallLimitMax) };
      };
      const limit = Number(overallLimit ?? overallLimitMax);
      const body = { q, in: place, overallLimit: limit, sobjects: names.map(target) };
      return c.json({ searchRecords: searchObjects(org, c.env.call, readSearch(body)) });
    })
    .post("/parameterizedSearch", async (c) => {
      const search = readSearch(await readJson(c.req.raw));
      return c.json({ searchRecords: searchObjects(org, c.env.call, search) });
    });
}

const namesIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * Both forms in one shape. What follows a target's fields is SOQL and goes through the query engine, rights included.
 */
function readSearch(body: Record<string, unknown>): Search {
  const { q, in: place = "ALL", overallLimit = overallLimitMax, defaultLimit, fields, sobjects } = body;
  if (typeof q !== "string") throw malformedSearch("A search string has to be specified");
  // A scope that does not exist is a fault of the body's form, and so not a malformed search.
  if (!places.includes(String(place))) throw jsonParserError(`'${String(place)}' is no search scope`);
  // Without a list a real search looks everywhere; accounts are enough of that here.
  const objects = Array.isArray(sobjects) && sobjects.length > 0 ? sobjects : [{ name: "Account" }];
  const targets = objects.map((entry): Target => {
    if (!isObject(entry) || typeof entry.name !== "string") throw jsonParserError("sobjects need a name");
    const own = namesIn(entry.fields);
    const where = typeof entry.where === "string" ? `WHERE ${entry.where} ` : "";
    const order = typeof entry.orderBy === "string" ? `ORDER BY ${entry.orderBy} ` : "";
    const limit = entry.limit ?? defaultLimit;
    const cut = limit === undefined ? "" : `LIMIT ${Number(limit)}`;
    return {
      object: entry.name,
      fields: own.length > 0 ? own : namesIn(fields),
      rest: `${where}${order}${cut}`,
    };
  });
  return { query: q, place: place as SearchIn, targets, limit: Number(overallLimit) };
}
