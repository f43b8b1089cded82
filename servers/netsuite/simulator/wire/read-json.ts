import { invalidContent } from "../errors.ts";

/** The JSON object in a request's body; anything else is refused as NetSuite refuses it. */
export const readJson = async (request: Request): Promise<Record<string, unknown>> =>
  parse(await request.text());

/** The same, where a request may come without a body. */
export async function readOptionalJson(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  return text === "" ? {} : parse(text);
}

function parse(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalidContent("Invalid content in the request body. The content is not valid JSON.");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalidContent("Invalid content in the request body. Provide a JSON object.");
  }
  return body as Record<string, unknown>;
}
