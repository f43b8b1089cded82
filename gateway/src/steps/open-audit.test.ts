import { expect, test } from "vitest";
import { addressOf } from "../authorization/pin-request.ts";
import { exchangeWith } from "./exchange-for-tests.ts";
import { openAudit } from "./open-audit.ts";

const behindProxy = openAudit({ addressOf: (request) => addressOf(request, true) });
const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("time, agent and trace are noted, bounded and in their form", () => {
  const exchange = exchangeWith({ "user-agent": "a".repeat(10_000), traceparent: trace });
  behindProxy(exchange);
  expect(exchange.origin).toMatchObject({ at: expect.any(Date), trace });
  expect(exchange.origin?.userAgent).toHaveLength(200);
});

test("a trace that is none is not believed", () => {
  const exchange = exchangeWith({ traceparent: `${trace}; drop table` });
  behindProxy(exchange);
  expect(exchange.origin?.trace).toBeUndefined();
});

test("behind a proxy the address on record is the one the proxy saw, else that of the connection", () => {
  const headers = { "x-forwarded-for": "198.51.100.1, 203.0.113.9" };
  const exchange = exchangeWith(headers);
  behindProxy(exchange);
  expect(exchange.origin?.address).toBe("203.0.113.9");
  openAudit({ addressOf: (request) => addressOf(request, false) })(exchange);
  expect(exchange.origin?.address).toBe("");
});
