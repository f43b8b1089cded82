import { malformedSearch } from "../errors.ts";
import type { SearchIn } from "./match-words.ts";
import type { Search, Target } from "./search-objects.ts";

/** Hits where the text names no limit. */
const defaultLimit = 2_000;

/** A SOSL text such as `FIND {delta} IN ALL FIELDS RETURNING Account(Id, Name WHERE Type = 'Prospect' LIMIT 5)`. */
export function parseSosl(text: string): Search {
  // A closing brace inside the term is escaped, so the first bare one ends it.
  const find = /^\s*FIND\s*\{((?:\\.|[^\\}])*)\}\s*/is.exec(text);
  if (!find) {
    throw malformedSearch("No search term found. The search term must be enclosed in braces.");
  }
  let rest = text.slice(find[0].length);
  // Clauses have a fixed order in SOSL, which is why each is cut off the front in turn.
  const place = /^IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\s*/i.exec(rest);
  rest = rest.slice(place?.[0].length ?? 0);
  const returning = /^RETURNING\s+/i.exec(rest);
  const { targets, rest: after } = readTargets(returning ? rest.slice(returning[0].length) : "");
  const end = returning ? after : rest;
  const limit = /^\s*LIMIT\s+(\d+)\s*$/i.exec(end);
  if (!limit && end.trim() !== "") throw malformedSearch(`unexpected token: '${end.trim().split(/\s/)[0]}'`);
  return {
    // A backslash before a reserved character only makes it an ordinary one.
    query: (find[1] ?? "").replace(/\\(.)/gs, "$1"),
    place: (place?.[1]?.toUpperCase() ?? "ALL") as SearchIn,
    targets: targets.length > 0 ? targets : everywhere,
    limit: Number(limit?.[1] ?? defaultLimit),
  };
}

/** Without RETURNING a real search answers ids of all searchable objects [recalled]; these are enough here. */
const everywhere: Target[] = ["Account", "Contact", "Opportunity"].map((object) => ({
  object,
  fields: [],
  rest: "",
}));

/** The list after RETURNING, and what follows it. */
function readTargets(text: string): { targets: Target[]; rest: string } {
  const targets: Target[] = [];
  let rest = text.trimStart();
  while (rest !== "") {
    const name = /^(\w+)\s*/.exec(rest);
    if (!name) break;
    // The limit of the whole search looks like one more object's name.
    if (/^LIMIT$/i.test(name[1] ?? "")) break;
    rest = rest.slice(name[0].length);
    const inner = rest.startsWith("(") ? insideParentheses(rest) : undefined;
    targets.push(readTarget(name[1] ?? "", inner ?? ""));
    rest = rest.slice(inner === undefined ? 0 : inner.length + 2).trimStart();
    if (!rest.startsWith(",")) break;
    rest = rest.slice(1).trimStart();
  }
  return { targets, rest };
}

/** What stands between the first parenthesis and its partner, wherever quotes hide others. */
function insideParentheses(text: string): string {
  let depth = 0;
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === "'") isQuoted = !isQuoted;
    else if (!isQuoted && character === "(") depth += 1;
    else if (!isQuoted && character === ")" && --depth === 0) return text.slice(1, index);
  }
  throw malformedSearch("unexpected token: '<EOF>'");
}

/** Fields, then SOQL from the first clause word on, which the query engine reads. */
function readTarget(object: string, inner: string): Target {
  const clause = /\b(WHERE|ORDER\s+BY|LIMIT|OFFSET|USING)\b/i.exec(inner);
  const list = clause ? inner.slice(0, clause.index) : inner;
  const fields = list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return { object, fields, rest: clause ? inner.slice(clause.index) : "" };
}
