import type { Exchange } from "../recorder.ts";
import { type Check, checkOf, draft7, lookedAt, problemsOf } from "../schema-check.ts";
import { shapeOf } from "../shape.ts";
import type { SharedData } from "../shared-data.ts";
import type { Checker, Judgement } from "../verdict.ts";
import { graphRoute } from "./graph-route.ts";
import { closedTypes, type Definitions, type Target } from "./graph-types.ts";

type Json = Record<string, unknown>;
type RecordedError = {
  request: { url: string };
  response: { status: number; headers: Record<string, string>; body: string };
};

/** Keys on the wire that the metadata does not declare, as recorded [rec 2026-05]. */
const SEEN_ON_THE_WIRE: Record<string, readonly string[]> = {
  driveItem: ["isAuthoritative", "commentSettings"],
  file: ["fileExtension"],
};

const VERSION = "/v1.0/";

/** Graph's wire against the vendor's metadata and what others recorded of its refusals. */
export function sharepointChecker(data: SharedData): Checker {
  const schema = data.json("sharepoint/graph-schema/graph-v1.0-sharepoint.schema.json") as {
    definitions: Definitions;
  };
  const recorded = data.json("sharepoint/graph-errors/graph-error-responses.json") as RecordedError[];
  const { definitions } = schema;
  const checks = typeChecks(closedTypes(definitions, SEEN_ON_THE_WIRE));
  const refusals = refusalChecks(recorded);
  const judge = (exchange: Exchange): Judgement[] => {
    if (isTokenCall(exchange)) return refusals.token(exchange);
    if (!exchange.path.startsWith(VERSION)) return [];
    if (exchange.status >= 400) return refusals.graph(exchange);
    const { target } = isUpload(exchange)
      ? { target: { type: "driveItem", isMany: false } }
      : graphRoute(definitions, exchange.path.slice(VERSION.length));
    return [...refusals.headers(exchange), ...typeJudgements(exchange, target, checks)];
  };
  return {
    routeOf: (exchange) => `${exchange.method} ${routeOf(definitions, exchange.path)}`,
    judge,
    parts,
  };
}

function routeOf(definitions: Definitions, path: string): string {
  if (path.startsWith(VERSION)) return `/${graphRoute(definitions, path.slice(VERSION.length)).pattern}`;
  return path
    .replace(/^\/[^/]+(?=\/(oauth2|discovery)\/)/, "/{tenant}")
    .replace(/^\/sites\/[^/]+(?=\/_layouts)/, "/sites/{site}")
    .replace(/[0-9a-f-]{30,}/gi, "{id}");
}

const isUpload = ({ method, path }: Exchange): boolean => method === "PUT" && path.endsWith("/content");
const isTokenCall = ({ path }: Exchange): boolean => path.endsWith("/oauth2/v2.0/token");

function typeChecks(definitions: Definitions): (target: Target) => Check {
  const ajv = draft7();
  ajv.addSchema({ $id: "graph", definitions });
  const compiled = new Map<string, Check>();
  return ({ type, isMany }) => {
    const key = `${type} ${isMany}`;
    const one = { $ref: `graph#/definitions/${type}` };
    const many = {
      type: "object",
      required: ["value"],
      properties: { value: { type: "array", items: one } },
      patternProperties: { "^@odata\\.(context|nextLink|deltaLink|count)$": { type: ["string", "integer"] } },
      additionalProperties: false,
    };
    const check = compiled.get(key) ?? problemsOf(ajv.compile(isMany ? many : one));
    compiled.set(key, check);
    return check;
  };
}

function typeJudgements(
  { method, body }: Exchange,
  target: Target | undefined,
  checkFor: (target: Target) => Check,
): Judgement[] {
  // A new member of a collection is answered as itself.
  const answered =
    target?.isMany && method === "POST" && !isPage(body) ? { ...target, isMany: false } : target;
  if (answered === undefined || body === undefined) return [];
  const problems = checkFor(answered)(body);
  return [
    { oracle: `metadata, ${answered.isMany ? "page of " : ""}${answered.type}`, problems },
    ...(answered.type === "searchResponse"
      ? [{ oracle: "metadata, things found", problems: lookedAt(() => hitProblems(body, checkFor)) }]
      : []),
  ];
}

const isPage = (body: unknown): boolean => Array.isArray((body as Json | undefined)?.value);

/** The metadata leaves a hit's thing untyped, and the thing names its own type. */
function hitProblems(body: unknown, checkFor: (target: Target) => Check): string[] {
  type Hit = { resource?: Json };
  const pages = (body as { value: { hitsContainers?: { hits?: Hit[] }[] }[] }).value;
  const hits = pages.flatMap(({ hitsContainers = [] }) => hitsContainers.flatMap(({ hits = [] }) => hits));
  return hits.flatMap(({ resource = {} }) => {
    const type = String(resource["@odata.type"] ?? "").replace("#microsoft.graph.", "");
    return type === ""
      ? ["a thing found does not name its type"]
      : checkFor({ type, isMany: false })(resource);
  });
}

const TRACE_HEADERS = ["request-id", "client-request-id", "x-ms-ags-diagnostic"];

/** What every refusal and every answer has in common with the recorded ones. */
function refusalChecks(recorded: readonly RecordedError[]) {
  const bodies = (isToken: boolean, isRefusal: boolean) =>
    recorded
      .filter(
        ({ request, response }) =>
          request.url.includes("oauth2") === isToken && response.status >= 400 === isRefusal,
      )
      .map(({ response }) => JSON.parse(response.body) as Json);
  const graphErrors = bodies(false, true).filter(({ error }) => (error as Json).innerError !== undefined);
  const graph = checkOf(
    shapeOf(graphErrors, {
      added: { "error.innerError": ["code", "innerError"], error: ["target", "details"] },
    }),
  );
  const tokenErrors = checkOf(shapeOf(bodies(true, true), { added: { "": ["claims", "suberror"] } }));
  const tokens = checkOf(
    shapeOf(bodies(true, false), { added: { "": ["scope", "refresh_token", "id_token"] } }),
  );
  const named = TRACE_HEADERS.filter((name) =>
    recorded.every(({ request, response }) => request.url.includes("oauth2") || name in response.headers),
  );
  const headers = (exchange: Exchange): Judgement => ({
    oracle: "recorded headers",
    isOutside: true,
    problems: named.filter((name) => !exchange.headers.has(name)).map((name) => `no header ${name}`),
  });
  return {
    headers: (exchange: Exchange) => [headers(exchange)],
    graph: (exchange: Exchange): Judgement[] => [
      {
        oracle: "recorded refusals",
        problems: [...graph(exchange.body), ...lookedAt(() => dateProblem(exchange.body))],
      },
      headers(exchange),
    ],
    token: ({ status, body }: Exchange): Judgement[] => [
      { oracle: "recorded token answers", problems: (status < 400 ? tokens : tokenErrors)(body) },
    ],
  };
}

/** The moment of a refusal comes without a zone. */
function dateProblem(body: unknown): string[] {
  const { date } = ((body as { error?: { innerError?: Json } }).error?.innerError ?? {}) as { date?: string };
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(date ?? "") ? [] : [`innerError.date is "${date}"`];
}

type Part = { id: string; method: string; url: string };
type PartAnswer = { id: string; status: number; headers: Record<string, string>; body?: unknown };

function parts(exchange: Exchange): Exchange[] {
  if (!exchange.path.endsWith("/$batch") || exchange.status !== 200) return [];
  const { requests } = exchange.request.body as { requests: Part[] };
  const { responses } = exchange.body as { responses: PartAnswer[] };
  return requests.flatMap(({ id, method, url }) => {
    const answer = responses.find((each) => each.id === id);
    if (!answer) return [];
    const { pathname, searchParams } = new URL(`http://127.0.0.1${VERSION.slice(0, -1)}${url}`);
    const headers = new Headers([...exchange.headers, ...Object.entries(answer.headers ?? {})]);
    return [
      {
        ...exchange,
        method,
        path: pathname,
        query: searchParams,
        status: answer.status,
        headers,
        body: answer.body,
      },
    ];
  });
}
