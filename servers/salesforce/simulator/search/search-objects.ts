import { rightsOf } from "../access/rights.ts";
import { malformedSearch } from "../errors.ts";
import type { Call, Org } from "../org.ts";
import type { Rendered } from "../soql/project-rows.ts";
import { runSoql } from "../soql/run-soql.ts";
import { type Match, matcher, type SearchIn } from "./match-words.ts";

/** What to look for in one object. `rest` is SOQL that may follow FROM: conditions, order, limit. */
export type Target = { object: string; fields: string[]; rest: string };

export type Search = { query: string; place: SearchIn; targets: Target[]; limit: number };

/** Finds records of several objects by words, as one person: what they may not see is not found, and hidden fields are not searched. */
export function searchObjects(org: Org, call: Call, { query, place, targets, limit }: Search): Rendered[] {
  const match = matcher(query, place);
  const found = targets.flatMap((target) => searchOne(org, call, target, match));
  return found.slice(0, limit);
}

function searchOne(org: Org, call: Call, { object: name, fields, rest }: Target, match: Match): Rendered[] {
  const rights = rightsOf(org, call.session);
  const object = rights.object(name);
  // Unknown, not allowed and not searchable are one refusal.
  if (!object?.searchable)
    throw malformedSearch(`sObject type '${name}' is not supported or not searchable in a search call`);
  const searched = rights.fields(object);
  const candidates = [...org.store.rows(object.name)].filter((row) => match(searched, row));
  const soql = `SELECT ${fields.length > 0 ? fields.join(", ") : "Id"} FROM ${object.name} ${rest}`;
  const { records, totalSize } = runSoql(org, call, soql, { candidates });
  return records(0, totalSize);
}
