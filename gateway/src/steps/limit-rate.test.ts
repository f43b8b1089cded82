import { expect, test } from "vitest";
import { createMetrics } from "../observe/metrics.ts";
import { createRateLimiter } from "../rate-limiter.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { limitRate } from "./limit-rate.ts";

const stepOf = () =>
  limitRate({
    rateLimiter: createRateLimiter(),
    metrics: createMetrics(() => ({ rows: 0, ms: 0 })),
  });
const who = identity({ rights: rights({ limits: { perMinute: 1, systems: {}, tools: {} } }) });

test("a tool call over the limit is refused with the seconds to wait", async () => {
  const step = stepOf();
  const exchange = () =>
    exchangeWith({}, { identity: who, call: call("tools/call", { name: "s_get" }), tool: tool() });
  await step(exchange());
  await expect(step(exchange())).rejects.toMatchObject({
    code: "rate_limited",
    retryAfterSeconds: expect.any(Number),
    message: expect.stringContaining("nothing was done"),
  });
});

test("any other request over the limit is a 429 with Retry-After", async () => {
  const step = stepOf();
  const exchange = () => exchangeWith({}, { identity: who, call: call("tools/list") });
  await step(exchange());
  await expect(step(exchange())).rejects.toMatchObject({
    kind: "rate_limited",
    headers: { "retry-after": expect.any(String) },
  });
});
