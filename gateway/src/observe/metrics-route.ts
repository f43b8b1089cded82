import { timingSafeEqual } from "node:crypto";
import type { Handler } from "hono";
import type { Metrics } from "./metrics.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * `/metrics` for whoever bears the token. Without a configured token there is no such page, except on a gateway whose
 * public address is this machine: numbers by tool and outcome say more about a company than strangers need to know.
 */
export function metricsRoute(metrics: Metrics, token: string | undefined, publicUrl: string): Handler {
  const isLocal = LOOPBACK.has(new URL(publicUrl).hostname);
  return async (c) => {
    if (token === undefined && !isLocal) return c.notFound();
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
