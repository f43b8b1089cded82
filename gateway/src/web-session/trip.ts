import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

/** A sign-in under way: it lives in the browser that began it and nowhere else, so that nobody can fill our tables with them. */
interface Trip {
  state: string;
  verifier: string;
  /** Where the person wanted to go. */
  to: string;
}

export interface CookieAttributes {
  path: string;
  httpOnly: boolean;
  sameSite: "Lax";
  secure: boolean;
}

const TRIP_SECONDS = 600;

const nameOf = ({ secure }: CookieAttributes): string =>
  secure ? "__Host-gatehouse-trip" : "gatehouse-trip";

export const newSecret = (): string => randomBytes(32).toString("base64url");

/** A path of this site with its query, and nothing that a browser would take for another site. */
export const isPath = (text: unknown): text is string =>
  typeof text === "string" && /^\/(?![/\\])[\w\-./?=&%~+,:@]*$/.test(text) && text.length <= 1_000;

export function openTrip(c: Context, trip: Trip, attributes: CookieAttributes): void {
  const value = Buffer.from(JSON.stringify([trip.state, trip.verifier, trip.to])).toString("base64url");
  setCookie(c, nameOf(attributes), value, { ...attributes, maxAge: TRIP_SECONDS });
}

/** The trip this browser began, once. */
export function readTrip(c: Context, attributes: CookieAttributes): Trip | undefined {
  const value = getCookie(c, nameOf(attributes));
  if (value === undefined) return undefined;
  deleteCookie(c, nameOf(attributes), attributes);
  try {
    const [state, verifier, to] = JSON.parse(Buffer.from(value, "base64url").toString()) as unknown[];
    return typeof state === "string" && typeof verifier === "string" && isPath(to)
      ? { state, verifier, to }
      : undefined;
  } catch {
    return undefined;
  }
}
