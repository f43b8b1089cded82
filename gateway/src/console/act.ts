import { ERRORS, ToolError } from "@gatehouse/tool";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Memory, Remembered } from "./remembered.ts";
import type { Viewer } from "./viewer.ts";

/** Something that somebody pressed on a page. */
type Press = {
  viewer: Viewer;
  /** The page they come back to. */
  path: string;
  /** Where they go once it is done, if elsewhere. */
  donePath?: string;
  action: string;
  /** Does it; what it throws as a ToolError is said on the page. */
  act(form: Form, fields: readonly string[]): Promise<unknown>;
};

/** A posted form: every field that is text, without blanks at its ends. */
export type Form = (name: string) => string;

/** What stands on a page about the last press. */
export type Said =
  | { kind: "refused"; text: string; action: string; fields: Record<string, string> }
  | (Remembered & { isKept?: boolean });

export type Refused = { said: Said; status: ContentfulStatusCode };

/**
 * Does what was pressed and leads back to the page, so that reloading repeats nothing. Where the sign-in is too old nothing was
 * done: the page says so and keeps what was written. Of any other refusal the page is to be shown with what this returns.
 */
export async function act(c: Context, memory: Memory, press: Press): Promise<Response | Refused> {
  const { viewer, path, donePath = path, action } = press;
  const fields = await fieldsOf(c);
  const place = { path, person: viewer.person.id };
  try {
    await press.act((name) => fields[name] ?? "", Object.keys(fields));
    memory.keep(c, { ...place, path: donePath }, { kind: "done", action, fields: {} });
    return c.redirect(donePath, 303);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.code !== "unauthenticated")
      return {
        said: { kind: "refused", text: error.message, action, fields },
        status: ERRORS[error.code].status as ContentfulStatusCode,
      };
    if (!memory.keep(c, place, { kind: "unsigned", action, fields }))
      memory.keep(c, place, { kind: "unsigned", action, fields: {} });
  }
  return c.redirect(path, 303);
}

async function fieldsOf(c: Context): Promise<Record<string, string>> {
  const { csrf: _, ...form } = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value.trim()]] : [],
    ),
  );
}
