import type { Context } from "hono";
import { BambooError } from "./errors.ts";

const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  422: "Unprocessable Entity",
  500: "Internal Server Error",
};

/**
 * Puts any failure on the wire in the form its endpoint has; what was not meant is an empty 500. The answer is made without the context's own
 * helpers, because a fault may ask for one when the context has answered already.
 */
export function refusal(c: Context, thrown: Error): Response {
  const error =
    thrown instanceof BambooError ? thrown : new BambooError(500, "empty", "Internal Server Error");
  const [type, body] = bodyOf(c, error);
  const headers = new Headers({ "content-type": type, ...error.headers });
  if (error.form === "empty" || error.form === "emptyTwice") {
    headers.set("x-bamboohr-error-message", error.message);
    if (error.form === "emptyTwice") headers.set("x-bamboohr-error-messsage", error.message);
  }
  return new Response(body, { status: error.status, headers });
}

function bodyOf(c: Context, { status, form, code, message, fields }: BambooError): [string, string] {
  const json = (value: unknown, type = "application/json"): [string, string] => [type, JSON.stringify(value)];
  switch (form) {
    case "empty":
    case "emptyTwice":
      return ["text/html; charset=UTF-8", ""];
    case "named":
      return json({ error: { code, message } });
    case "numbered":
      return json({ error: { code: status, message } });
    case "list":
      return json({ errors: [{ error: message }] });
    case "text":
      return ["text/plain; charset=UTF-8", message];
    case "problem":
      return json(
        {
          type: `https://documentation.bamboohr.com/errors/${code.toLowerCase()}`,
          title: titles[status] ?? "Error",
          status,
          detail: message,
          instance: new URL(c.req.url).pathname,
          code,
          fields,
        },
        "application/problem+json",
      );
  }
}
