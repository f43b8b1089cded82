import { failureOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AMARA, INGRID, type SimulatedTenant, simulatedTenant } from "./simulated-tenant.ts";
import { findSites } from "./tools/find-sites.ts";

let tenant: SimulatedTenant;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  tenant = await simulatedTenant((close) => closers.push(close));
});
afterAll(() => Promise.all(closers.map((close) => close())));

const ask = (email: string, more: object) =>
  tenant.run(findSites, { query: "operations" }, { email, ...more });

test("once Microsoft has refused, nobody asks again before the time it named", async () => {
  const account = { backoffMs: [4] };
  tenant.simulator.switches.unitsPerMinute = 0;
  const refused = await failureOf(ask(INGRID, account));
  tenant.simulator.switches.unitsPerMinute = 1_000_000;
  expect(refused.code).toBe("rate_limited");
  expect(refused.retryAfterSeconds).toBeGreaterThan(15);
  const before = tenant.simulator.requests.length;
  const next = await failureOf(ask(AMARA, account));
  expect(next).toMatchObject({ code: "rate_limited", retryAfterSeconds: expect.any(Number) });
  const asked = tenant.simulator.requests.slice(before).filter((request) => !request.includes("/oauth2/"));
  expect(asked).toEqual([]);
});

test("the last units of a minute, which the headers tell of, are left to others", async () => {
  const account = { backoffMs: [5] };
  tenant.simulator.reset();
  // As many as the search for sites costs, so that it is answered and nothing is left.
  Object.assign(tenant.simulator.switches, { unitsPerMinute: 2, requestsPerPerson: 1_000_000 });
  await ask(INGRID, account);
  const before = tenant.simulator.requests.length;
  expect((await failureOf(ask(AMARA, account))).code).toBe("rate_limited");
  const asked = tenant.simulator.requests.slice(before).filter((request) => !request.includes("/oauth2/"));
  expect(asked).toEqual([]);
});
