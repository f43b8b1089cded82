import type { Context, Hono } from "hono";
import { isBounded } from "../protocol/bounded.ts";
import { isObject } from "../protocol/message.ts";
import type { Provisioner } from "./provisioned-people.ts";
import { ScimError } from "./scim-error.ts";

/** `body` is empty where the method has none. */
export type ScimVariables = { Variables: { by: Provisioner; body: Record<string, unknown> } };
export type ScimContext = Context<ScimVariables>;
export type ScimRoutes = Hono<ScimVariables>;

const KiB = 1024;
/** 5,000 members take about 400 KiB. */
const BODY_BYTES_MAX = 1024 * KiB;
const ELEMENTS_MAX = 25_000;

/** The body as an object. Throws ScimError where it is not one, nests too deep or holds too much. */
export async function bodyOf(c: ScimContext): Promise<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(await textOf(c));
  } catch (error) {
    if (error instanceof ScimError) throw error;
    throw new ScimError(400, "The body is not JSON.", "invalidSyntax");
  }
  if (!isObject(body) || !isBounded(body, ELEMENTS_MAX))
    throw new ScimError(400, "The body must be an object of bounded size and depth.", "invalidSyntax");
  return body;
}

async function textOf(c: ScimContext): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX)
      throw new ScimError(413, `A body may have ${BODY_BYTES_MAX / KiB} KiB at most.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function answer(c: Context, status: 200 | 201, body: object): Response {
  const etag = "meta" in body && isObject(body.meta) ? String(body.meta.version ?? "") : "";
  const location = "meta" in body && isObject(body.meta) ? String(body.meta.location ?? "") : "";
  if (etag && c.req.method === "GET" && c.req.header("if-none-match") === etag)
    return c.body(null, 304, { etag });
  return c.body(JSON.stringify(body), status, {
    "content-type": "application/scim+json; charset=utf-8",
    "cache-control": "no-store",
    ...(etag && { etag }),
    ...(status === 201 && location && { location }),
  });
}
