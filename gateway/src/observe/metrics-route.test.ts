import { Hono } from "hono";
import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";
import { metricsRoute } from "./metrics-route.ts";

const metrics = createMetrics(() => ({ rows: 3, ms: 1500 }));
const status = async (token: string | undefined, url: string, authorization?: string) => {
  const app = new Hono().get("/metrics", metricsRoute(metrics, token, url));
  const response = await app.request(
    "/metrics",
    authorization === undefined ? {} : { headers: { authorization } },
  );
  return response.status;
};

test("a public gateway without a token has no such page; with one, only its bearer reads it", async () => {
  expect(await status(undefined, "https://gate.example")).toBe(404);
  expect(await status("t", "https://gate.example")).toBe(401);
  expect(await status("t", "https://gate.example", "Bearer T")).toBe(401);
  expect(await status("t", "http://127.0.0.1:8400")).toBe(401);
  expect(await status("t", "https://gate.example", "Bearer t")).toBe(200);
});

test("a gateway on this machine shows calls, limits and the audit's lag", async () => {
  metrics.call("tools/call", "s_get", "ok", 0.01);
  metrics.limited("person");
  metrics.allowance("s", "concurrency", 4);
  const app = new Hono().get("/metrics", metricsRoute(metrics, undefined, "http://127.0.0.1:8400"));
  const text = await (await app.request("/metrics")).text();
  expect(text).toContain('gatehouse_calls_total{method="tools/call",tool="s_get",outcome="ok"} 1');
  expect(text).toContain('gatehouse_rate_limited_total{limit="person"} 1');
  expect(text).toContain('gatehouse_vendor_allowance{system="s",kind="concurrency"} 4');
  expect(text).toContain("gatehouse_audit_waiting_seconds 1.5");
});

test("a gateway on this machine shows nothing under another name, which a web page may have pointed here", async () => {
  const app = new Hono().get("/metrics", metricsRoute(metrics, undefined, "http://127.0.0.1:8400"));
  expect((await app.request("http://evil.example:8400/metrics")).status).toBe(404);
});
