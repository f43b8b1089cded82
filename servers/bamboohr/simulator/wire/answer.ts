import type { Context } from "hono";
import { plainXml, writeXml, type Xml } from "./xml.ts";

/** Only this asks for JSON; a missing header or any other value gets XML. */
const wantsJson = (c: Context): boolean =>
  /\bapplication\/(problem\+)?json\b/i.test(c.req.header("accept") ?? "");

/** An answer of the older endpoints: XML unless the caller asks for JSON. */
export function answer(c: Context, value: unknown, xml: Xml | string): Response {
  if (wantsJson(c)) return json(c, value);
  const root = typeof xml === "string" ? plainXml(xml, value) : xml;
  return c.body(writeXml(root), 200, { "Content-Type": "text/xml" });
}

/** An answer of the newer endpoints, which know nothing but JSON. */
export const json = (c: Context, value: unknown, status: 200 | 201 = 200): Response =>
  c.body(JSON.stringify(value), status, { "Content-Type": "application/json" });

/** A success without a body, which the wire calls a web page. */
export const empty = (c: Context, status: 200 | 201 | 204 = 200): Response =>
  status === 204 ? c.body(null, 204) : c.body("", status, { "Content-Type": "text/html; charset=UTF-8" });

/** Where something new is: always in the older form of the address, whichever the caller used [recorded 2026-05]. */
export const locationOf = (subdomain: string, path: string): string =>
  `https://api.bamboohr.com/api/gateway.php/${subdomain}/v1${path}`;
