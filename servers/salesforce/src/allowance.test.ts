import { ToolError } from "@gatehouse/tool";
import { expect, test } from "vitest";
import { dailyAllowance } from "./allowance.ts";
import { LIMITS } from "./limits.ts";

const told = (usage: string) => ({ headers: { "sforce-limit-info": `api-usage=${usage}` } });

test("nothing is known, and nothing refused, before the first answer", () => {
  const daily = dailyAllowance(100);
  daily.spendOnRead();
  expect(daily.left()).toBeUndefined();
});

test("reads stop at the reserve, with one sentence that says why", () => {
  const daily = dailyAllowance(100);
  daily.observe(told("14899/15000"));
  daily.spendOnRead();
  expect(daily.left()).toBe(101);
  daily.observe(told("14900/15000"));
  expect(() => daily.spendOnRead()).toThrow(ToolError);
  expect(() => daily.spendOnRead()).toThrow(/nearly used up.*nothing was read/);
});

test("old news lets one read through, which brings newer", () => {
  let now = 0;
  const daily = dailyAllowance(100, () => now);
  daily.observe(told("15000/15000"));
  expect(() => daily.spendOnRead()).toThrow();
  now += LIMITS.allowanceNewsMs + 1;
  daily.spendOnRead();
  expect(() => daily.spendOnRead()).toThrow();
  daily.observe(told("10/15000"));
  daily.spendOnRead();
});

test.each([undefined, "", "api-usage=many/15000", "per-app-api-usage"])(
  "an answer that says %j tells nothing",
  (header) => {
    const daily = dailyAllowance(100);
    daily.observe(told("14999/15000"));
    daily.observe({ headers: header === undefined ? {} : { "sforce-limit-info": header } });
    expect(daily.left()).toBe(1);
  },
);

test("more calls than there are leave none", () => {
  const daily = dailyAllowance(0);
  daily.observe(told("15020/15000"));
  expect(daily.left()).toBe(0);
});
