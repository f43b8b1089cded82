import { jsonParserError } from "../errors.ts";

/** The JSON in a request's body, which must be an object; anything else is refused as Salesforce refuses it. */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw jsonParserError();
  }
  if (!isObject(body))
    throw jsonParserError("Unexpected character in the request body: an object is expected");
  return body;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
