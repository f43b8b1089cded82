import { expect, test } from "vitest";
import { exchangeWith } from "./exchange-for-tests.ts";
import { openAudit } from "./open-audit.ts";

const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("time, agent and trace are noted, bounded and in their form", () => {
  const exchange = exchangeWith({ "user-agent": "a".repeat(10_000), traceparent: trace });
  openAudit()(exchange);
  expect(exchange.origin).toMatchObject({ at: expect.any(Date), trace });
  expect(exchange.origin?.userAgent).toHaveLength(200);
});

test("a trace that is none is not believed", () => {
  const exchange = exchangeWith({ traceparent: `${trace}; drop table` });
  openAudit()(exchange);
  expect(exchange.origin?.trace).toBeUndefined();
});
