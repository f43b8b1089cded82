import { expect, test } from "vitest";
import { configSchema } from "../config/config.ts";
import { approvalPolicy } from "./approval-policy.ts";

const secret = { env: "X" };
const policyWith = (more: object = {}) =>
  approvalPolicy(
    configSchema.parse({
      company: { name: "c", contact: "it@halden.example" },
      publicUrl: "http://localhost",
      listen: { port: 1 },
      database: { url: secret },
      keys: { signing: secret, assertion: secret, cookies: secret, audit: secret },
      identityProviders: { one: { label: "l", issuer: "http://i", clientId: "c", clientSecret: secret } },
      systems: {
        s: {
          url: "https://s",
          catalog: "s",
          approvals: [{ approvers: ["boss"] }, { approvers: ["boss"], above: 100, count: 2 }],
        },
        t: { url: "https://t", catalog: "t" },
      },
      roles: { boss: { title: "Bosses", groups: ["g"], tools: ["s_get"] } },
      ...more,
    }),
  );

test("who decides is found by system and amount, in the company's own currency", () => {
  const { ruleFor } = policyWith({ approvals: { currency: "EUR" } });
  expect(ruleFor("s", "s_pay", { value: 5, currency: "EUR" })?.count).toBe(1);
  expect(ruleFor("s", "s_pay", { value: 5, currency: "USD" })?.count).toBe(2);
  expect(ruleFor("s", "s_pay", undefined)?.count).toBe(2);
});

test("where nothing is said nobody may decide, nobody may break the glass and nobody administers", () => {
  const policy = policyWith();
  expect([policy.ruleFor("t", "t_pay", undefined), policy.ruleFor("gone", "t_pay", undefined)]).toEqual([
    undefined,
    undefined,
  ]);
  expect([policy.breakGlass, policy.administrators]).toEqual([[], []]);
});

test("whoever decides at any amount is found by their roles, and a rule of one tool names that tool", () => {
  expect(policyWith().decidedBy(["boss"])).toContainEqual({ system: "s", tool: undefined });
  expect(policyWith().decidedBy(["clerk"])).toEqual([]);
});

test("roles are called by their titles, and one that is gone by its name", () => {
  expect(policyWith().titlesOf(["boss", "gone"])).toEqual(["Bosses", "gone"]);
});
