import { expect, test } from "vitest";
import { createRateLimiter } from "../rate-limiter.ts";
import { countRequest } from "./count-request.ts";
import { exchangeWith, identity, rights } from "./exchange-for-tests.ts";

test("a request counts before anything of its body is known, and only notes that it is one too many", async () => {
  const step = countRequest({ rateLimiter: createRateLimiter() });
  const who = identity({ rights: rights({ limits: { perMinute: 1, systems: {}, tools: {} } }) });
  const [first, second] = [exchangeWith({}, { identity: who }), exchangeWith({}, { identity: who })];
  await step(first);
  await step(second);
  expect(first.excess).toBeUndefined();
  expect(second.excess).toMatchObject({ limit: "person", perMinute: 1, first: true });
});

test("somebody unknown is counted nowhere", async () => {
  const rateLimiter = createRateLimiter();
  const unknown = exchangeWith();
  await countRequest({ rateLimiter })(unknown);
  expect(unknown).not.toHaveProperty("excess");
});
