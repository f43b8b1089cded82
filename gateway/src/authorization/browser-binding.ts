import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { ATTEMPT_SECONDS } from "../store/sign-in-attempts.ts";

/** Ties a form and a callback to the browser that opened the consent page. */
export interface BrowserBinding {
  /** The browser's secret, given to it now if it has none. */
  ensure(c: Context): string;
  /** The browser's secret, if it brought one. */
  read(c: Context): string | undefined;
  /** What the form of this sign-in must send back from this browser. */
  csrfToken(uid: string, browser: string): string;
  isCsrfToken(token: unknown, uid: string, browser: string): boolean;
}

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** `cookieKeys`: the first signs, all are accepted, so that keys can be rotated. */
export function createBrowserBinding(options: {
  isHttps: boolean;
  cookieKeys: () => readonly string[];
}): BrowserBinding {
  // Only over https can a cookie carry the prefix that forbids a neighbouring host to set it (RFC 6265bis, 4.1.3.2).
  const name = options.isHttps ? "__Host-gatehouse-browser" : "gatehouse-browser";
  const sign = (key: string, uid: string, browser: string) =>
    createHmac("sha256", key).update(`consent ${uid} ${browser}`).digest();
  const read = (c: Context) => {
    const secret = getCookie(c, name);
    return secret && SECRET.test(secret) ? secret : undefined;
  };
  return {
    read,
    ensure(c) {
      const secret = read(c) ?? randomBytes(32).toString("base64url");
      const lifetime = { path: "/", maxAge: 2 * ATTEMPT_SECONDS };
      setCookie(c, name, secret, { ...lifetime, httpOnly: true, sameSite: "Lax", secure: options.isHttps });
      return secret;
    },
    csrfToken: (uid, browser) => sign(options.cookieKeys()[0] ?? "", uid, browser).toString("base64url"),
    isCsrfToken(token, uid, browser) {
      if (typeof token !== "string") return false;
      const given = Buffer.from(token, "base64url");
      return options.cookieKeys().some((key) => {
        const expected = sign(key, uid, browser);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
    },
  };
}
