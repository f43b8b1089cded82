import type { Exchange } from "../recorder.ts";
import { type Check, checkOf, lookedAt } from "../schema-check.ts";
import { shapeOf } from "../shape.ts";
import type { SharedData } from "../shared-data.ts";
import type { Checker, Judgement } from "../verdict.ts";
import { type Recordings, recordingsIn } from "./recordings.ts";
import { describeProblems, rowProblems } from "./rows.ts";

type Json = Record<string, unknown>;
/** Which answers an oracle speaks about, and what it says. */
type Oracle = {
  name: string;
  route: RegExp;
  statuses: readonly number[];
  problems: (exchange: Exchange) => string[];
  isOutside?: boolean;
};

/** Parts of one call: nothing but composite requests carries several. */
const COMPOSITE = /^\/services\/data\/v\d+\.0\/composite$/;

/** Salesforce's wire against what others recorded of it. */
export function salesforceChecker(data: SharedData): Checker {
  const recordings = recordingsIn(data);
  const oracles = [...fixtureOracles(recordings), ...recordingOracles(recordings)];
  return {
    routeOf,
    judge(exchange): Judgement[] {
      const route = routeOf(exchange);
      return oracles
        .filter((oracle) => oracle.route.test(route) && oracle.statuses.includes(exchange.status))
        .map(({ name, problems, isOutside = false }) => ({
          oracle: name,
          problems: lookedAt(() => problems(exchange)),
          isOutside,
        }));
    },
    parts: partsOf,
  };
}

/** Method and path below the version; objects keep their names off, so that one row route stands for all of them. */
function routeOf({ method, path }: Exchange): string {
  const named = path
    .replace(/^\/services\/data\/v\d+\.0(?=\/|$)/, "")
    .replace(/^(\/composite)?\/sobjects\/\w+/, "$1/sobjects/{object}")
    .replace(/\/query(All)?\/.+$/, "/query$1/{cursor}")
    .replace(/(\{object\})\/(?!describe$)(\w+)\/.+$/, "$1/{field}/{value}")
    .replace(/^(\/sobjects\/\{object\})\/(?!describe$)\w+$/, "$1/{id}")
    .replace(/^\/id\/.+$/, "/id/{organization}/{user}");
  return `${method} ${named || "/"}`;
}

const DATA = /^\w+ \/(?!services|id\/)/;
const TOKEN = /oauth2\/token$/;
const ROW = /^GET \/sobjects\/\{object\}\/(\{id\}|\{field\})/;
const DESCRIBE = /\/describe$/;
const REFUSED = [400, 401, 403, 404, 405, 409, 412, 415, 429, 500, 503];

/** An oracle that looks at bodies alone. */
const on = (name: string, route: RegExp, statuses: readonly number[], check: Check): Oracle => ({
  name,
  route,
  statuses,
  problems: ({ body }) => check(body),
});

/** Small bodies that restforce tests its parsing with: old or written by hand, so shapes hold and versions do not. */
function fixtureOracles({ fixture, queries }: Recordings): Oracle[] {
  const sobject = (...names: string[]) => names.map((name) => fixture(`sobject/${name}_response`));
  const top = (...names: string[]) => names.map((name) => fixture(`${name}_response`));
  const errors = sobject("query_error", "search_error", "write_error", "sobject_find_error", "upsert_error");
  const pages = sobject("query_success", "query_empty", "query_paginated_first_page", "org_query");
  const rows = [...pages, ...sobject("query_aggregate_success"), ...queries];
  const shape = (samples: readonly unknown[], added: Record<string, readonly string[]> = {}) =>
    checkOf(shapeOf(samples, { added }));
  return [
    on(
      "token answers of restforce",
      TOKEN,
      [200],
      shape(top("auth_success", "reauth_success", "refresh_success"), { "": ["token_type", "scope"] }),
    ),
    on("token refusals of restforce", TOKEN, [400], shape(top("auth_error", "refresh_error"))),
    on(
      "refusals of restforce",
      DATA,
      REFUSED,
      shape([...top("expired_session"), ...errors], { "*": ["fields", "duplicateResult"] }),
    ),
    on("several matches of restforce", DATA, [300], shape(sobject("upsert_multiple_error"))),
    on(
      "query results of restforce and CumulusCI",
      /^GET \/query/,
      [200],
      checkOf(shapeOf(rows, { open: ["records.*"] })),
    ),
    on(
      "a row of restforce",
      ROW,
      [200],
      checkOf(shapeOf(sobject("sobject_select_success").map(onlyAttributes), { open: [""] })),
    ),
    on("search rows of restforce", /^\w+ \/(parameterizedSearch|search)$/, [200], (body) =>
      searchProblems(body, sobject("search_success")),
    ),
    on(
      "creation of restforce",
      /^(POST \/sobjects\/\{object\}|PATCH .*\{value\})$/,
      [200, 201],
      shape(sobject("create_success"), { "": ["created"] }),
    ),
    on("recent rows of restforce", /^GET \/recent$/, [200], shape(sobject("recent_success"))),
    on("versions of restforce", /^GET \/services\/data$/, [200], shape(top("services_data_success"))),
  ];
}

/** What real orgs answered, and what their descriptions say of rows. */
function recordingOracles({ described, global }: Recordings): Oracle[] {
  const ofRows = ({ body }: Exchange) => rowProblems(recordsIn(body), described);
  return [
    on("descriptions of CumulusCI", DESCRIBE, [200], checkOf(shapeOf([...described.values()]))),
    on("fields by CumulusCI's descriptions", DESCRIBE, [200], (body) => describeProblems(body, described)),
    on("list of objects of CumulusCI", /^GET \/sobjects\/?$/, [200], checkOf(shapeOf([global]))),
    { name: "rows by CumulusCI's descriptions", route: ROW, statuses: [200], problems: ofRows },
    { name: "rows by CumulusCI's descriptions", route: /^GET \/query/, statuses: [200], problems: ofRows },
    {
      name: "headers of CumulusCI and the usage header",
      route: DATA,
      statuses: [200, 201, 400, 404],
      problems: headerProblems,
      isOutside: true,
    },
    {
      name: "each part by its own recording",
      route: /^POST \/composite$/,
      statuses: [200],
      problems: partProblems,
    },
  ];
}

/** What every row has, whatever its fields are. */
const onlyAttributes = (row: unknown) => ({ attributes: (row as Json).attributes });

function recordsIn(body: unknown): unknown {
  const { records } = (body ?? {}) as Json;
  return records ?? body;
}

/** The list stood bare in old versions and lies in `searchRecords` since; its rows are the same. */
function searchProblems(body: unknown, recorded: readonly unknown[]): string[] {
  const { searchRecords, ...rest } = (body ?? {}) as Json;
  if (!Array.isArray(searchRecords)) return ["there is no list searchRecords"];
  const others = Object.keys(rest).filter((key) => key !== "metadata");
  return [
    ...others.map((key) => `unknown key ${key}`),
    ...checkOf(shapeOf(recorded, { open: ["*"] }))(searchRecords),
  ];
}

function headerProblems({ headers, body }: Exchange): string[] {
  const usage = headers.get("sforce-limit-info");
  const type = headers.get("content-type");
  return [
    ...(usage === null || /^api-usage=\d+\/\d+$/.test(usage) ? [] : [`Sforce-Limit-Info is "${usage}"`]),
    ...(usage === null ? ["no header Sforce-Limit-Info"] : []),
    ...(body === undefined || type === "application/json;charset=UTF-8" ? [] : [`content-type is "${type}"`]),
  ];
}

type Part = { method: string; url: string; referenceId: string };
type PartAnswer = { body: unknown; httpHeaders: Json; httpStatusCode: number; referenceId: string };

/** A composite answer is as good as its parts, which are judged one by one; here only that each part has its answer. */
function partProblems({ request, body }: Exchange): string[] {
  const asked = (request.body as { compositeRequest: Part[] }).compositeRequest.map(
    ({ referenceId }) => referenceId,
  );
  const given = (body as { compositeResponse?: PartAnswer[] }).compositeResponse?.map(
    ({ referenceId }) => referenceId,
  );
  return JSON.stringify(asked) === JSON.stringify(given)
    ? []
    : ["not every part has its answer, in its order"];
}

function partsOf(exchange: Exchange): Exchange[] {
  if (!COMPOSITE.test(exchange.path) || exchange.status !== 200) return [];
  const asked = (exchange.request.body as { compositeRequest: Part[] }).compositeRequest;
  const given = (exchange.body as { compositeResponse: PartAnswer[] }).compositeResponse;
  return asked.map(({ method, url }, index) => {
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    const { body, httpStatusCode: status = 0 } = given[index] ?? {};
    // What a part carries as headers is its own; the answer around it has the usual ones.
    return { ...exchange, method, path: pathname, query: searchParams, body, status };
  });
}
