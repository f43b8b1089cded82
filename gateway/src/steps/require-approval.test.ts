import { expect, test } from "vitest";
import { exchangeWith } from "./exchange-for-tests.ts";
import { requireApproval } from "./require-approval.ts";

test("what needs a person's approval ends here, and says that nothing was changed", () => {
  const exchange = exchangeWith({}, { decision: { kind: "ask", why: "high_impact", roles: ["approver"] } });
  expect(() => requireApproval()(exchange)).toThrow(
    expect.objectContaining({
      code: "needs_approval",
      message: expect.stringContaining("nothing was changed"),
    }),
  );
});

test("what is allowed passes", () => {
  const exchange = exchangeWith({}, { decision: { kind: "allow", why: "read_granted", roles: ["reader"] } });
  expect(() => requireApproval()(exchange)).not.toThrow();
});
