import type { Hono } from "hono";
import { invalidRequest } from "../errors.ts";
import type { Env } from "../tenant.ts";
import { readBody } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const requestsMaximum = 20;

type Request = {
  id: string;
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  dependsOn?: string[];
};
type Reply = { id: string; status: number; headers: Record<string, string>; body?: unknown };

/** Up to twenty requests in one. Each is charged and refused by itself; what depends on a failed one fails with 424. */
export const batchRoutes = (app: Hono<Env>) => [
  route("POST", "service", "$batch", { units: 1, needs: "read" }, async (call) => {
    const { requests } = (await readBody(call)) as { requests?: Request[] };
    if (!Array.isArray(requests) || requests.length === 0 || requests.length > requestsMaximum)
      throw invalidRequest(`A batch holds 1 to ${requestsMaximum} requests.`);
    if (new Set(requests.map(({ id }) => id)).size !== requests.length)
      throw invalidRequest("Every request of a batch needs an id of its own.");
    const replies = new Map<string, Reply>();
    for (const request of requests) {
      const failed = (request.dependsOn ?? []).some((id) => (replies.get(id)?.status ?? 500) >= 400);
      replies.set(request.id, failed ? failedDependency(request.id) : await play(call, app, request));
    }
    // Answers may come in any order; here always in another one than that of the requests.
    return call.c.json({ responses: [...replies.values()].reverse() });
  }),
];

const failedDependency = (id: string): Reply => ({
  id,
  status: 424,
  headers: { "Content-Type": "application/json" },
  body: { error: { code: "failedDependency", message: "A request this one depends on failed." } },
});

async function play({ c, url }: Call, app: Hono<Env>, request: Request): Promise<Reply> {
  const { id, method, headers = {}, body } = request;
  if (!request.url.startsWith("/") || request.url.startsWith("/$batch"))
    throw invalidRequest("The address in the batch is not valid.");
  const answer = await app.request(`${url.origin}/v1.0${request.url}`, {
    method,
    headers: { ...headers, authorization: c.req.header("authorization") ?? "" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const kept = ["content-type", "retry-after", "location", "etag"].flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    id,
    status: answer.status,
    headers: Object.fromEntries(kept),
    ...(text !== "" && { body: text.startsWith("{") ? JSON.parse(text) : text }),
  };
}
