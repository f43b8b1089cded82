import { timingSafeEqual } from "node:crypto";
import type { Handler } from "hono";
import { LOOPBACK_HOSTS } from "../loopback.ts";
import type { Metrics } from "./metrics.ts";

/**
 * `/metrics` for whoever bears the token. Without a configured token there is no such page, except on a gateway whose
 * public address is this machine: numbers by tool and outcome say more about a company than strangers need to know.
 */
export function metricsRoute(metrics: Metrics, token: string | undefined, publicUrl: string): Handler {
  const isLocal = LOOPBACK_HOSTS.has(new URL(publicUrl).hostname);
  return async (c) => {
    // Also the name asked for must be this machine's, else a web page could have its own name point here and read along.
    const isHere = isLocal && LOOPBACK_HOSTS.has(new URL(c.req.url).hostname);
    if (token === undefined && !isHere) return c.notFound();
    if (token !== undefined && !isSame(c.req.header("authorization") ?? "", `Bearer ${token}`))
      return c.json({ error: "The metrics token is missing or wrong." }, 401, {
        "www-authenticate": "Bearer",
      });
    return c.text(await metrics.render(), 200, { "content-type": metrics.contentType });
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
