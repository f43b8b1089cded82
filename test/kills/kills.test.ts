import { expect, test } from "vitest";
import { ledgerVendor } from "./ledger-vendor.ts";
import { shortPlan } from "./plan.ts";
import { runPlan } from "./run-plan.ts";

test("whenever a gateway is killed, PostgreSQL restarted or the system silent, each write happens once and its caller hears so", {
  timeout: 180_000,
}, async () => {
  const results = await runPlan(shortPlan(), { worlds: 3, openVendor: ledgerVendor, tell() {} });
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
});
