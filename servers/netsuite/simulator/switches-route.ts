import { Hono } from "hono";
import { z } from "zod";
import type { Switches } from "./switches.ts";

const count = z.int().min(0);

const fault = z.strictObject({
  kind: z.enum(["status", "hang", "brokenJson", "dropConnection", "expiredToken"]),
  status: z.int().min(400).max(599).exactOptional(),
  calls: count.exactOptional(),
  on: z.enum(["read", "write", "token"]).exactOptional(),
  after: z.boolean().exactOptional(),
});

/** The same fields as `Switches`, each optional. */
const change = z
  .strictObject({
    latencyMs: count,
    faults: z.array(fault),
    concurrencyLimit: count,
    concurrencyStatus: z.literal([400, 429]),
    paramsSupported: z.boolean(),
    oneWorld: z.boolean(),
    scopeClaim: z.enum(["array", "string", "either"]),
    accessTokenLifetimeSeconds: count,
    lockApprovedRecords: z.boolean(),
    nextApproverAfterApproval: z.string().nullable(),
    beforeNextWrite: z
      .strictObject({ recordType: z.string(), id: z.string(), values: z.record(z.string(), z.unknown()) })
      .nullable(),
    vanished: z.array(z.strictObject({ recordType: z.string(), id: z.string() })),
  })
  .partial();

const loopback = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

type Bindings = { incoming?: { socket: { remoteAddress?: string } } };

/**
 * `POST /simulator/switches` sets the given switches of a running program and answers all of them. Only a caller on this machine may, and
 * only with a JSON content type, so that no web page can do it behind somebody's back.
 */
export function switchesRoute(switches: Switches) {
  return new Hono<{ Bindings: Bindings }>().post("/simulator/switches", async (c) => {
    const address = c.env?.incoming?.socket.remoteAddress;
    const isJson = /^application\/json\b/i.test(c.req.header("content-type") ?? "");
    if ((address !== undefined && !loopback.has(address)) || !isJson)
      return c.text("Only JSON from this machine.", 403);
    const parsed = change.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.text(z.prettifyError(parsed.error), 400);
    const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
    Object.assign(switches, Object.fromEntries(given));
    return c.json(switches);
  });
}
