import { expect, test } from "vitest";
import { slackMayDecide } from "./may-decide.ts";

const DAY_MS = 24 * 3_600_000;
const now = new Date("2026-11-23T12:00:00Z");
const rules = { decideBelow: { netsuite: 1_000, salesforce: 0 }, currency: "EUR" };
const order = { system: "netsuite", amount: 999.99, currency: "EUR" };
const ago = (ms: number) => new Date(now.getTime() - ms);
const said = (atStake: Partial<typeof order>, linkedAt = ago(DAY_MS)) =>
  slackMayDecide({ ...order, ...atStake }, linkedAt, rules, now);

test("an amount below the system's limit may be decided by a link of up to 30 days", () => {
  expect(said({})).toBeUndefined();
  expect(said({ amount: 0 })).toBeUndefined();
  expect(said({}, ago(30 * DAY_MS))).toBeUndefined();
});

test("the limit itself and more may not", () => {
  expect(said({ amount: 1_000 })).toBe("too_much");
  expect(said({ amount: 1_000_000 })).toBe("too_much");
});

test("a system without a limit, with limit 0, or with the name of something every object has, may not", () => {
  expect(said({ system: "bamboohr" })).toBe("not_here");
  expect(said({ system: "salesforce", amount: 0 })).toBe("not_here");
  expect(said({ system: "constructor" })).toBe("not_here");
});

test("an amount that nobody knows, or that is none, may not", () => {
  for (const amount of [undefined, Number.NaN, -1, Number.POSITIVE_INFINITY])
    expect(slackMayDecide({ ...order, amount }, now, rules, now)).toBe("amount_unknown");
});

test("another currency, or none, may not", () => {
  expect(said({ currency: "USD" })).toBe("other_currency");
  expect(slackMayDecide({ ...order, currency: undefined }, now, rules, now)).toBe("other_currency");
});

test("a link older than 30 days, or from the future, may not", () => {
  expect(said({}, ago(30 * DAY_MS + 1))).toBe("link_too_old");
  expect(said({}, ago(-2 * 60_000))).toBe("link_too_old");
  expect(said({}, new Date(Number.NaN))).toBe("link_too_old");
});
