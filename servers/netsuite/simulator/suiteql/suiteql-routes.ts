import { Hono } from "hono";
import { type Account, askerOf, type Env } from "../account.ts";
import { insufficientPermission, invalidContent, invalidParameter, NetSuiteError } from "../errors.ts";
import { mayUse } from "../roles.ts";
import type { Value } from "../store.ts";
import { answer } from "../wire/answer.ts";
import { collectionPage, readPageRequest } from "../wire/paging.ts";
import { readJson } from "../wire/read-json.ts";
import { runSuiteQl } from "./run-suiteql.ts";

/** `POST /services/rest/query/v1/suiteql` */
export function suiteQlRoutes(account: Account) {
  return new Hono<Env>().post("/suiteql", async (c) => {
    const session = c.get("session");
    if (!mayUse(session.role, "REPO_ANALYTICS", "VIEW"))
      throw insufficientPermission("SuiteAnalytics Workbook");
    if (!/\btransient\b/.test(c.req.header("prefer") ?? "")) throw missingPrefer();
    const url = new URL(c.req.url);
    const page = readPageRequest(url);
    const { q, params } = await readRequest(c.req.raw, account.switches.paramsSupported);
    const found = runSuiteQl(account.store, askerOf(account, session), { q, params, ...page });
    const { items, total } = asksForVanished(account, q, params) ? { items: [], total: 0 } : found;
    c.header("preference-applied", "transient");
    return answer(c, "collection", collectionPage(url, page, total, items));
  });
}

/** A record deleted between list and get: a query that names its id, bound or written out, finds nothing any more. */
const asksForVanished = ({ switches }: Account, q: string, params: Value[]): boolean =>
  switches.vanished.some(
    ({ id }) => params.some((value) => String(value) === id) || new RegExp(`=\\s*'?${id}\\b`).test(q),
  );

/** The text of this refusal is [open]. */
const missingPrefer = () =>
  new NetSuiteError(400, [
    {
      detail: "The required request header 'Prefer' is missing or is not 'transient'.",
      "o:errorCode": "INVALID_HEADER",
      "o:errorHeader": "Prefer",
    },
  ]);

async function readRequest(
  request: Request,
  paramsSupported: boolean,
): Promise<{ q: string; params: Value[] }> {
  const body = await readJson(request);
  const unknown = Object.keys(body).find((key) => key !== "q" && !(key === "params" && paramsSupported));
  if (unknown !== undefined)
    throw invalidContent(`Unknown property '${unknown}' in the request body.`, unknown);
  if (typeof body.q !== "string" || body.q.trim() === "")
    throw invalidParameter("q", "Provide a query in the property q.");
  const { params = [] } = body;
  if (!Array.isArray(params)) throw invalidContent("The property params must be an array.", "params");
  return { q: body.q, params: params.map(readParameter) };
}

function readParameter(value: unknown, index: number): Value {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  throw invalidContent("A query parameter must be a string or a number.", `params[${index}]`);
}
