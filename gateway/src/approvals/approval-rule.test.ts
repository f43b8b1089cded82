import { expect, test } from "vitest";
import { approvalRule } from "./approval-rule.ts";
import { systemApprovalsSchema } from "./config.ts";

const rules = systemApprovalsSchema.parse([
  { approvers: ["finance", "operations"] },
  { above: 1_000, approvers: ["finance"] },
  { above: 50_000, approvers: ["finance", "operations"], count: 2 },
  { tool: "pay", approvers: ["treasury"] },
  { tool: "wire", above: 10, approvers: ["treasury"], count: 2 },
]);
const found = (tool: string, amount?: number, currency = "USD") => {
  const stake = amount === undefined ? undefined : { amount, currency };
  const rule = approvalRule(rules, { tool, stake, currency: "USD" });
  return rule && `${rule.approvers.join("+")} x${rule.count}`;
};

test.each([
  ["order", 0, "finance+operations x1"],
  ["order", 1_000, "finance+operations x1"],
  ["order", 1_000.01, "finance x1"],
  ["order", 50_001, "finance+operations x2"],
  ["order", -60_000, "finance+operations x2"],
  ["pay", 9_999_999, "treasury x1"],
  ["wire", 11, "treasury x2"],
  ["wire", 10, "finance+operations x1"],
])("%s over %d is decided by %s", (tool, amount, expected) => {
  expect(found(tool, amount)).toBe(expected);
});

test("an amount that is unknown, no number or of another currency gets the strictest rule", () => {
  expect(found("order")).toBe("finance+operations x2");
  expect(found("order", 5, "EUR")).toBe("finance+operations x2");
  expect(found("order", Number.NaN)).toBe("finance+operations x2");
  const [first, second] = rules;
  const equal = approvalRule(
    [first, second].filter((rule) => rule !== undefined),
    { tool: "order", stake: undefined, currency: "USD" },
  );
  expect(equal?.approvers).toEqual(["finance"]);
});

test("where no rule applies nobody may decide", () => {
  const [, , , , wire] = rules;
  const alone = wire === undefined ? [] : [wire];
  const small = { amount: 10, currency: "USD" };
  expect(approvalRule(alone, { tool: "wire", stake: small, currency: "USD" })).toBeUndefined();
  expect(approvalRule(alone, { tool: "order", stake: small, currency: "USD" })).toBeUndefined();
  expect(approvalRule([], { tool: "order", stake: undefined, currency: "USD" })).toBeUndefined();
});
