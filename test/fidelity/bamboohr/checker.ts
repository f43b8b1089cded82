import type { Exchange } from "../recorder.ts";
import { type Check, checkOf } from "../schema-check.ts";
import { shapeOf } from "../shape.ts";
import type { SharedData } from "../shared-data.ts";
import type { Checker, Judgement, Verdict } from "../verdict.ts";
import { bodiesOnTheWire, type Deviation, deviations } from "./deviations.ts";
import { openApi } from "./openapi.ts";

type Entry = {
  request: { method: string; url: string };
  response: { status: number; headers: { name: string; value: string }[]; content: { text?: string } };
};

const RECORDINGS = [
  "iterateEmployees_1570088486",
  "iterateUsers_2144043971",
  "steps_recordings_613089741",
  "verifyAuthenticationInvalid_1929981731",
  "verifyAuthenticationNotFound_120467971",
  "verifyAuthentication_406099176",
];
/** The older form of an address, which recordings show. */
const GATEWAY = /^\/api\/gateway\.php\/[^/]+\//;

/** BambooHR's wire against the vendor's OpenAPI document, less what is known to differ, and against recordings. */
export function bamboohrChecker(data: SharedData): Checker {
  const api = openApi(
    data.yaml("bamboohr/bamboohr-public-openapi-2026-04-27.yaml") as Parameters<typeof openApi>[0],
  );
  const used = new Set<Deviation>();
  const templateOf = (path: string) => api.templateOf(path.replace(GATEWAY, "/api/"));
  const routeOf = ({ method, path }: Exchange): string => `${method} ${templateOf(path) ?? path}`;
  const recordings = recordingChecks(data, (method, path) => `${method} ${templateOf(path)}`);

  const unexpected = (route: string, problems: readonly string[]): string[] =>
    problems.filter((problem) => {
      const known = deviations.find((each) => each.route.test(route) && each.problem.test(problem));
      if (known) used.add(known);
      return !known;
    });

  const documented = (exchange: Exchange): Judgement[] => {
    const template = templateOf(exchange.path);
    const { status, method, body } = exchange;
    const { check, isFile = false, isEmpty = false } = template ? api.describe(template, method, status) : {};
    const route = routeOf(exchange);
    if (check)
      return [{ oracle: "OpenAPI, less known deviations", problems: unexpected(route, check(body)) }];
    if (status >= 400)
      return [{ oracle: "refusals of the OpenAPI", problems: unexpected(route, api.refusal(body)) }];
    if (isEmpty) return [silence(route, body)];
    return isFile ? [{ oracle: "OpenAPI, a file", problems: fileProblems(exchange) }] : [];
  };

  return {
    routeOf,
    judge: (exchange) => [...documented(exchange), ...recordings(routeOf(exchange), exchange)],
    atEnd: () => deviations.map((each) => staleness(each, used.has(each))),
  };
}

const checksOfKnown = new Map<(typeof bodiesOnTheWire)[number], Check>();

function checkOfKnown(known: (typeof bodiesOnTheWire)[number]): Check {
  const check = checksOfKnown.get(known) ?? checkOf(shapeOf([known.example], { open: [""] }));
  checksOfKnown.set(known, check);
  return check;
}

/** Where the document promises no body there is none, or the one that is known from the wire. */
function silence(route: string, body: unknown): Judgement {
  const known = bodiesOnTheWire.find((each) => each.route.test(route));
  if (known) return { oracle: "a body that the OpenAPI lacks", problems: checkOfKnown(known)(body) };
  return { oracle: "OpenAPI, no body", problems: body === undefined ? [] : ["there is a body"] };
}

/** A file comes under its own media type, and says its name. */
function fileProblems({ headers, body }: Exchange): string[] {
  const type = headers.get("content-type") ?? "";
  return [
    ...(body === undefined ? ["the file is empty"] : []),
    ...(type === "" || /json|xml;/.test(type) ? [`content-type is "${type}"`] : []),
    ...(headers.has("content-disposition") ? [] : ["no header content-disposition"]),
  ];
}

/** A deviation that nothing shows any more hides whatever comes in its place. */
const staleness = ({ route, problem, because }: Deviation, isUsed: boolean): Verdict => ({
  name: `${route.source} deviates: ${problem.source}`,
  outcome: isUsed ? "passed" : "failed",
  count: 1,
  why: isUsed ? [] : [`the answers no longer deviate so, take it out of the table (${because})`],
});

function recordingChecks(data: SharedData, routeOf: (method: string, path: string) => string) {
  const entries = RECORDINGS.flatMap(
    (name) => (data.json(`bamboohr/har/${name}.har`) as { log: { entries: Entry[] } }).log.entries,
  );
  const groups = Map.groupBy(
    entries,
    ({ request, response }) => `${routeOf(request.method, new URL(request.url).pathname)} ${response.status}`,
  );
  const checks = new Map([...groups].map(([key, group]) => [key, recordedCheck(group)]));
  return (route: string, exchange: Exchange): Judgement[] =>
    checks.get(`${route} ${exchange.status}`)?.(exchange) ?? [];
}

/** Headers of the connection, which are the web server's and no part of the product. */
const SENT_BY_THE_SERVER = ["date", "connection", "transfer-encoding", "content-length"];

function recordedCheck(group: readonly Entry[]): (exchange: Exchange) => Judgement[] {
  const bodies = group.map(({ response }) => response.content.text ?? "").filter((text) => text !== "");
  const isEmpty = bodies.length === 0;
  const shape: Check = isEmpty
    ? (body) => (body === undefined ? [] : ["there is a body"])
    : checkOf(
        shapeOf(
          bodies.map((text) => JSON.parse(text) as unknown),
          { open: ["", "employees.*"] },
        ),
      );
  const [first] = group;
  const headers = (first?.response.headers ?? []).filter(({ name }) => !SENT_BY_THE_SERVER.includes(name));
  return (exchange) => [
    { oracle: "recorded bodies", problems: shape(exchange.body) },
    {
      oracle: "recorded headers",
      isOutside: true,
      problems: headers.flatMap(({ name, value }) => headerProblem(exchange.headers.get(name), name, value)),
    },
  ];
}

/** Values that are the account's or the call's own. */
const OF_THE_ACCOUNT = ["www-authenticate"];

function headerProblem(given: string | null, name: string, recorded: string): string[] {
  if (given === null) return [`no header ${name}`];
  if (OF_THE_ACCOUNT.includes(name) || given.toLowerCase() === recorded.toLowerCase()) return [];
  return [`${name} is "${given}", recorded "${recorded}"`];
}
