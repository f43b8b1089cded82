import { readdirSync, readFileSync } from "node:fs";
import { OAuthErrorResponseSchema, OAuthTokensSchema } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Exchange } from "../recorder.ts";
import { draft7, lookedAt } from "../schema-check.ts";
import type { SharedData } from "../shared-data.ts";
import type { Checker, Judgement, Verdict } from "../verdict.ts";
import { type Names, namesIn } from "./names.ts";
import { columnsIn } from "./suiteql-names.ts";

type Json = Record<string, unknown>;

const RECORD = /^\/services\/rest\/record\/v1\/(?!metadata-catalog)(\w+)(?:\/(\w+))?/;
const METADATA = /\/metadata-catalog\/(\w+)$/;

/** NetSuite's wire against the vendor's field ids and permission ids, others' samples of SuiteQL, and the form of its refusals. */
export function netsuiteChecker(data: SharedData): Checker {
  const names = namesIn(data);
  return {
    routeOf,
    judge: (exchange) => judge(exchange, names),
    atEnd: () => [permissionVerdict(names)],
  };
}

function routeOf({ method, path }: Exchange): string {
  const named = path
    .replace(METADATA, "/metadata-catalog/{type}")
    .replace(
      /^(\/services\/rest\/record\/v1)\/(?!metadata-catalog)\w+(\/\w+)?/,
      (_, root: string, id = "") => (id === "" ? `${root}/{type}` : `${root}/{type}/{id}`),
    );
  return `${method} ${named}`;
}

function judge(exchange: Exchange, names: Names): Judgement[] {
  const { path, status, body } = exchange;
  if (path.endsWith("/oauth2/v1/token")) return [tokenJudgement(exchange)];
  if (!path.startsWith("/services/rest/")) return [];
  if (status >= 400)
    return [{ oracle: "form of a refusal", problems: lookedAt(() => refusalProblems(exchange)) }];
  if (path.endsWith("/suiteql")) {
    return [
      {
        oracle: "column names of SuiteQL samples and field ids",
        problems: lookedAt(() => queryProblems(exchange, names)),
      },
      { oracle: "form of SuiteQL results", problems: lookedAt(() => resultProblems(body as Json)) },
    ];
  }
  const described = METADATA.exec(path)?.[1];
  if (described)
    return [
      {
        oracle: "JSON Schema of the vendor's field ids",
        problems: lookedAt(() => schemaProblems(described, body as Json, names)),
      },
    ];
  const [, type = "", id] = RECORD.exec(path) ?? [];
  if (type === "" || id === undefined) return [];
  const sent = status === 204 ? exchange.request.body : body;
  return [
    {
      oracle: "field ids of the vendor",
      problems: lookedAt(() => recordProblems(type, sent as Json, names)),
    },
  ];
}

function queryProblems({ request }: Exchange, names: Names): string[] {
  const columns = columnsIn((request.body as { q: string }).q);
  return columns.length === 0 ? ["the query names no column"] : columns.flatMap(names.unknown);
}

/** The vendor's answers were never recorded; what RFC 6749 asks of them is in the SDK's schemas. */
function tokenJudgement({ status, body }: Exchange): Judgement {
  const schema = status === 200 ? OAuthTokensSchema : OAuthErrorResponseSchema;
  const { success, error } = schema.safeParse(body);
  const problems = success ? [] : error.issues.map(({ path, message }) => `/${path.join("/")}: ${message}`);
  return { oracle: "OAuth schemas of the MCP SDK", problems };
}

const DETAIL_KEYS = [
  "detail",
  "o:errorCode",
  "o:errorPath",
  "o:errorUrl",
  "o:errorQueryParam",
  "o:errorHeader",
];

/** [rec 2026-03] A problem after RFC 9457 under the media type of errors; only a refusal for concurrency has a code on top. */
function refusalProblems({ headers, status, body }: Exchange): string[] {
  const { type, title, status: told, "o:errorDetails": details, ...rest } = (body ?? {}) as Json;
  const list = Array.isArray(details) ? (details as Json[]) : [];
  return [
    ...(/; type=error; charset=UTF-8$/.test(headers.get("content-type") ?? "")
      ? []
      : ["content-type is not type=error"]),
    ...(/^https:\/\/www\.rfc-editor\.org\/rfc\/rfc9110\.html#section-/.test(String(type))
      ? []
      : [`type is "${type}"`]),
    ...(typeof title === "string" ? [] : ["no title"]),
    ...(told === status ? [] : [`status says ${told} on a ${status}`]),
    ...Object.keys(rest)
      .filter((key) => !(key === "o:errorCode" && status === 429))
      .map((key) => `unknown key ${key}`),
    ...(list.length > 0 ? [] : ["no o:errorDetails"]),
    ...list.flatMap((detail) => [
      ...(typeof detail.detail === "string" && typeof detail["o:errorCode"] === "string"
        ? []
        : ["a detail lacks its text or code"]),
      ...Object.keys(detail)
        .filter((key) => !DETAIL_KEYS.includes(key))
        .map((key) => `unknown key ${key} of a detail`),
    ]),
  ];
}

const RESULT_KEYS = ["links", "count", "hasMore", "items", "offset", "totalResults"];

/** [rec 2026-03] Every value is a text, what is null is left out, and names are lower case. */
function resultProblems(body: Json): string[] {
  const { items } = body as { items?: Json[] };
  const cells = (items ?? []).flatMap(({ links: _, ...row }) => Object.entries(row));
  return [
    ...RESULT_KEYS.filter((key) => !(key in body)).map((key) => `no key ${key}`),
    ...Object.keys(body)
      .filter((key) => !RESULT_KEYS.includes(key))
      .map((key) => `unknown key ${key}`),
    ...(items?.length === body.count ? [] : ["count is not the number of items"]),
    ...cells.filter(([, value]) => typeof value !== "string").map(([name]) => `${name} is not a text`),
    ...cells.filter(([name]) => name !== name.toLowerCase()).map(([name]) => `${name} is not lower case`),
  ];
}

/** Keys of every record and of every line, which are no fields. */
const OF_EVERY_RECORD = ["links", "id", "refname", "line", "totalresults", "items"];
/** REST names a field as its id reads without its capitals. */
function recordProblems(type: string, record: Json, names: Names): string[] {
  const fields = names.fields(type);
  if (!fields) return [`the vendor's field ids lack the type ${type}`];
  const unknown = (known: ReadonlySet<string>, keys: readonly string[]) =>
    keys.filter(
      (key) =>
        !known.has(key.toLowerCase()) && !OF_EVERY_RECORD.includes(key.toLowerCase()) && !/^cust/.test(key),
    );
  const lines = Object.entries(record).flatMap(([key, value]) => {
    const known = names.lineFields(type, key);
    const { items } = (value ?? {}) as { items?: Json[] };
    return known && items
      ? items.flatMap((line) => unknown(known, Object.keys(line)).map((name) => `${key}.${name}`))
      : [];
  });
  return [...unknown(fields, Object.keys(record)), ...new Set(lines)]
    .filter((name) => !names.isOnlyInRest(type, name))
    .map((name) => `${type} has no field ${name}`);
}

const jsonSchema = draft7();

function schemaProblems(type: string, schema: Json, names: Names): string[] {
  try {
    jsonSchema.compile(schema);
  } catch (error) {
    return [`not a JSON Schema: ${(error as Error).message}`];
  }
  const properties = Object.keys((schema.properties ?? {}) as Json).map((key) => [key, null]);
  return recordProblems(type, Object.fromEntries(properties) as Json, names);
}

/** Permission ids are what a simulated role is made of; a misspelt one would refuse nothing in a real account. */
function permissionVerdict({ permissions }: Names): Verdict {
  const folder = new URL("../../../servers/netsuite/simulator/", import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const used = new Set(
    sources.flatMap(
      (name) =>
        readFileSync(new URL(name, folder), "utf8").match(/\b(?:TRAN|LIST|REPO|ADMI)_[A-Z_]+\b/g) ?? [],
    ),
  );
  const why = [...used]
    .filter((id) => !permissions.has(id))
    .map((id) => `the vendor has no permission ${id}`);
  return {
    name: `${used.size} permission ids of the vendor`,
    outcome: why.length === 0 ? "passed" : "failed",
    count: used.size,
    why,
  };
}
