import { expect, test } from "vitest";
import { amountText } from "./words.ts";

test.each([
  [1_200, "USD", "USD 1,200.00"],
  [0.000512, "EUR", "EUR 0.000512"],
  [1_200, "JPY", "JPY 1,200"],
  [1_200.5, undefined, "1,200.5"],
  [1_200, "points", "1,200 points"],
])("an amount is written with its currency and not rounded off: %d %s", (amount, currency, text) => {
  expect(amountText(amount, currency)).toBe(text);
});
