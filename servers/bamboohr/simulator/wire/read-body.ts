import type { Context } from "hono";
import { z } from "zod";
import { BambooError, type ErrorForm, refused } from "./errors.ts";

/**
 * The JSON object in a request's body. BambooHR takes XML too, which this simulator does not: such a body gets the 400 that a broken one
 * gets.
 */
export async function readObject(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw refused(400, "Malformed JSON");
}

/** The same, of a given shape; what does not fit is refused in the endpoint's form. */
export async function readShape<Shape extends z.ZodType>(
  c: Context,
  shape: Shape,
  form: ErrorForm = "empty",
  status = 400,
): Promise<z.infer<Shape>> {
  const parsed = shape.safeParse(await readObject(c));
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(
    parsed.error.issues.map(({ path, message }) => [path.join("."), message]),
  );
  throw new BambooError(status, form, "The request is invalid.", { code: "INVALID_REQUEST", fields });
}

/** A date as BambooHR writes it. */
export const isDate = (text: unknown): text is string => z.iso.date().safeParse(text).success;
