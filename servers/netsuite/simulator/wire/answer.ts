import type { Context } from "hono";
import { errorBody, NetSuiteError, unexpectedError } from "../errors.ts";

const mediaType = (type: "collection" | "singular" | "error") =>
  `application/vnd.oracle.resource+json; type=${type}; charset=UTF-8`;

/** A success with a body, in NetSuite's own media type. */
export function answer(c: Context, type: "collection" | "singular", body: unknown): Response {
  return c.body(JSON.stringify(body), 200, { "Content-Type": mediaType(type) });
}

/** 204 with the address of the record; lower case, as links of NetSuite are. */
export const written = (c: Context, location: string): Response => c.body(null, 204, { Location: location });

/** Any refusal, in the form recorded for NetSuite; a 400 also closes the connection. */
export function refusal(c: Context, thrown: Error): Response {
  const error = thrown instanceof NetSuiteError ? thrown : unexpectedError(500);
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  if (error.status === 400) c.header("Connection", "close");
  return c.body(JSON.stringify(errorBody(error)), error.status as 400, {
    "Content-Type": mediaType("error"),
  });
}
