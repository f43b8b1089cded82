import { Hono } from "hono";
import { approvalRoutes } from "./approvals/approval-routes.ts";
import { collectionRoutes } from "./composite/collection-routes.ts";
import { compositeRoutes } from "./composite/composite-routes.ts";
import type { Dispatch } from "./composite/dispatch.ts";
import { describeRoutes } from "./describe/describe-routes.ts";
import { noSuchResource, retiredVersion, type SalesforceError } from "./errors.ts";
import type { Call, Env, Org, Session } from "./org.ts";
import { rowRoutes } from "./rows/row-routes.ts";
import { searchRoutes } from "./search/search-routes.ts";
import { createCursors } from "./soql/cursors.ts";
import { queryRoutes } from "./soql/query-routes.ts";
import { systemRoutes } from "./system/system-routes.ts";
import { versionState } from "./system/versions.ts";
import { isWrite, refusal } from "./wire.ts";

export type DataApi = {
  /** Answers a call below `/services/data/vXX.X` for whoever is signed in. Never throws. */
  answer(request: Request, session: Session): Promise<Response>;
};

/** Everything below `/services/data/vXX.X`. `onWrite` hears of the parts of a composite that may change something. */
export function createDataApi(org: Org, onWrite: (method: string, path: string) => void): DataApi {
  // Parts of a composite go through the same routes as calls of their own, so that neither can drift from the other.
  const dispatch: Dispatch = async (call, { method, url, body, headers = {} }) => {
    const target = new URL(url, call.origin);
    if (isWrite(method, target.pathname)) onWrite(method, target.pathname);
    const request = new Request(target, {
      method,
      headers: { "content-type": "application/json", ...headers },
      // A part's body is JSON inside JSON; as a request of its own it is a text again.
      ...(body !== undefined && method !== "GET" && { body: JSON.stringify(body) }),
    });
    const response = await answer(request, call.session);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : (JSON.parse(text) as unknown),
    };
  };
  // Descriptions stand before rows: `/{Object}/describe` would else be read as the id of a record.
  const routes = new Hono<Env>({ strict: false })
    .route("/", systemRoutes(org))
    .route("/", queryRoutes(org, createCursors()))
    .route("/", searchRoutes(org))
    .route("/", approvalRoutes(org))
    .route("/", collectionRoutes(org))
    .route("/", compositeRoutes(org, dispatch))
    .route("/sobjects", describeRoutes(org))
    .route("/sobjects", rowRoutes(org))
    .onError((error, c) => refusal(c, error))
    .notFound((c) => refusal(c, noSuchResource()));
  const answer = async (request: Request, session: Session): Promise<Response> => {
    const url = new URL(request.url);
    const [, version = "", path = ""] = /^\/services\/data\/([^/]+)(.*)$/.exec(url.pathname) ?? [];
    const refused = refuseVersion(version);
    const call: Call = { session, version, origin: url.origin };
    // The version is taken off, so that every supported one has the same routes and the same answers.
    const inner = new Request(new URL(`${refused ? "/" : path || "/"}${url.search}`, url.origin), request);
    if (!refused) return routes.fetch(inner, { call });
    return new Hono().all("*", (c) => refusal(c, refused)).fetch(inner);
  };
  return { answer };
}

/** A version that was served once answers 410, one that never was 404. */
function refuseVersion(version: string): SalesforceError | undefined {
  const state = versionState(version);
  if (state === "served") return undefined;
  return state === "retired" ? retiredVersion() : noSuchResource();
}
