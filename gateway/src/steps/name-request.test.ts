import { expect, test } from "vitest";
import { exchangeWith } from "./exchange-for-tests.ts";
import { nameRequest } from "./name-request.ts";

test("every request gets a reference of its own, whatever the caller calls it", () => {
  const exchanges = [exchangeWith({ "x-request-id": "mine" }), exchangeWith({ "x-request-id": "mine" })];
  for (const exchange of exchanges) nameRequest()(exchange);
  const names = exchanges.map(({ requestId }) => requestId);
  expect(new Set(names).size).toBe(2);
  expect(names).not.toContain("mine");
});
