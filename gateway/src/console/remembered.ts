import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

/** What somebody did on a page, for the next look at that page. */
export type Remembered = {
  /** `done`: it was done. `unsigned`: nothing was done, because their sign-in was too old; `fields` is what they wrote. */
  kind: "done" | "unsigned";
  action: string;
  fields: Record<string, string>;
};

/**
 * Keeps it in the browser and nowhere else: it decides nothing, it only fills in a form or says a sentence. It is bound to the
 * page and to the person, since somebody else may sign in next.
 */
export interface Memory {
  /** Returns false where it is too long to be kept; then the former one is gone as well. */
  keep(c: Context, place: Place, what: Remembered): boolean;
  /** What was kept for this page. A `done` is told once. */
  recall(c: Context, place: Place): Remembered | undefined;
  forget(c: Context): void;
}

type Place = { path: string; person: string };

const SECONDS = 15 * 60;
/** Browsers keep 4,096 bytes of name, value and attributes (RFC 6265, 6.1). */
const VALUE_CHARACTERS = 3_800;

export function createMemory(publicUrl: string): Memory {
  const secure = publicUrl.startsWith("https:");
  const cookie = secure ? "__Host-gatehouse-page" : "gatehouse-page";
  const attributes = { path: "/", httpOnly: true, sameSite: "Lax", secure } as const;
  const forget = (c: Context) => void deleteCookie(c, cookie, attributes);
  return {
    forget,
    keep(c, { path, person }, { kind, action, fields }) {
      const text = JSON.stringify([path, person, kind, action, fields]);
      const value = Buffer.from(text).toString("base64url");
      if (value.length > VALUE_CHARACTERS) {
        forget(c);
        return false;
      }
      setCookie(c, cookie, value, { ...attributes, maxAge: SECONDS });
      return true;
    },
    recall(c, place) {
      const value = getCookie(c, cookie);
      const found = value === undefined ? undefined : read(value, place);
      if (found?.kind === "done") forget(c);
      return found;
    },
  };
}

function read(value: string, place: Place): Remembered | undefined {
  try {
    const [path, person, kind, action, fields] = JSON.parse(
      Buffer.from(value, "base64url").toString(),
    ) as unknown[];
    if (path !== place.path || person !== place.person || typeof action !== "string") return undefined;
    if ((kind !== "done" && kind !== "unsigned") || typeof fields !== "object" || fields === null)
      return undefined;
    const texts = Object.entries(fields).filter(([, text]) => typeof text === "string");
    return { kind, action, fields: Object.fromEntries(texts) };
  } catch {
    return undefined;
  }
}
