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

test("how somebody stands with narrower limits is told without counting, and when one is free again only once it is used up", async () => {
  const limiter = createRateLimiter();
  const given = limits(100, { systems: { s: 5 }, tools: { t: 2, u: 2 } });
  for (let call = 0; call < 3; call += 1) await limiter.countCall("p", given, { name: "t", system: "s" });
  const whole = { perMinute: 2, left: 2, freeInSeconds: undefined };
  for (let look = 0; look < 2; look += 1) {
    const [system, tool, other] = await limiter.standings("p", given);
    expect(system).toEqual({ limit: "system", name: "s", perMinute: 5, left: 2, freeInSeconds: undefined });
    expect(tool).toMatchObject({ limit: "tool", name: "t", left: 0 });
    expect(tool?.freeInSeconds).toBeGreaterThan(0);
    expect(tool?.freeInSeconds).toBeLessThanOrEqual(60);
    expect(other).toEqual({ limit: "tool", name: "u", ...whole });
  }
  expect((await limiter.standings("q", given))[1]).toEqual({ limit: "tool", name: "t", ...whole });
});

test("one person's limit is nobody else's", async () => {
  const limiter = createRateLimiter();
  await limiter.countRequest("a", limits(1));
  expect(await limiter.countRequest("b", limits(1))).toBeUndefined();
  expect(await limiter.left("a", limits(1))).toBe(0);
});
