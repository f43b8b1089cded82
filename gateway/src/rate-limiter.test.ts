import { expect, test } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

const limits = (perMinute: number, more: object = {}) => ({ perMinute, systems: {}, tools: {}, ...more });

test("exactly as many calls pass as the limit says, however many come at once", async () => {
  const limiter = createRateLimiter();
  const answers = await Promise.all(Array.from({ length: 50 }, () => limiter.countRequest("p", limits(10))));
  expect(answers.filter((excess) => excess === undefined)).toHaveLength(10);
  expect(answers.filter((excess) => excess?.first)).toHaveLength(1);
});

test("an excess says which limit, how much it is, and when to come back", async () => {
  const limiter = createRateLimiter();
  const tool = { name: "t", system: "s" };
  const given = limits(100, { systems: { s: 2 }, tools: { t: 1 } });
  await limiter.countCall("p", given, tool);
  expect(await limiter.countCall("p", given, tool)).toMatchObject({ limit: "tool", perMinute: 1 });
  const excess = await limiter.countCall("p", given, tool);
  expect(excess).toMatchObject({ limit: "system", perMinute: 2 });
  expect(excess?.retryAfterSeconds).toBeGreaterThan(0);
  expect(excess?.retryAfterSeconds).toBeLessThanOrEqual(60);
});

test("one person's limit is nobody else's", async () => {
  const limiter = createRateLimiter();
  await limiter.countRequest("a", limits(1));
  expect(await limiter.countRequest("b", limits(1))).toBeUndefined();
  expect(await limiter.left("a", limits(1))).toBe(0);
});
