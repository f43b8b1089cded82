import { expect, test } from "vitest";
import type { Exchange } from "../exchange.ts";
import { createMetrics } from "../observe/metrics.ts";
import { createRateLimiter } from "../rate-limiter.ts";
import { countRequest } from "./count-request.ts";
import { call, exchangeWith, identity, rights, tool } from "./exchange-for-tests.ts";
import { limitRate } from "./limit-rate.ts";

const metrics = createMetrics(() => ({ rows: 0, ms: 0 }));
/** Both steps, as a request meets them. */
const stepOf = () => {
  const rateLimiter = createRateLimiter();
  const count = countRequest({ rateLimiter });
  const limit = limitRate({ rateLimiter, metrics });
  return async (exchange: Exchange) => {
    await count(exchange);
    await limit(exchange);
  };
};
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

test("a tool that no role grants has no limit of its own to be known by", async () => {
  const limits = { perMinute: 100, systems: { s: 1 }, tools: { s_get: 1 } };
  const refused = async (grants: Map<string, string[]>) => {
    const step = stepOf();
    const caller = identity({ rights: rights({ limits, grants }) });
    const exchange = () =>
      exchangeWith({}, { identity: caller, call: call("tools/call", { name: "s_get" }), tool: tool() });
    await step(exchange());
    return step(exchange()).then(
      () => false,
      () => true,
    );
  };
  expect(await refused(new Map([["s_get", ["reader"]]]))).toBe(true);
  expect(await refused(new Map())).toBe(false);
});
