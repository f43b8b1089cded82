import { codeOf } from "@gatehouse/tool/for-tests";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SimulatedAccount, simulatedAccount, TOMAS } from "../simulated-account.ts";
import { updateContactInfo } from "./update-contact-info.ts";

let account: SimulatedAccount;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  account = await simulatedAccount({ closesAfter: (close) => closers.push(close) });
});
afterAll(() => Promise.all(closers.map((close) => close())));

const writer = { netSuiteRole: "contact_writer", identity: "person" } as const;
const checksOf = async (given: object) =>
  Object.fromEntries(
    (await account.preview(updateContactInfo, given, writer)).checks.map(({ name, outcome }) => [
      name,
      outcome,
    ]),
  );
const vendor = { kind: "vendor", id: "501" };

test("shows only the fields it would set", async () => {
  const changes = { email: "new@example.com", mobile_phone: "+1 303 555 0111" };
  const { before, after, summary } = await account.preview(updateContactInfo, { ...vendor, changes }, writer);
  expect(after).toEqual(changes);
  expect(Object.keys(before)).toEqual(["email", "mobile_phone"]);
  expect(summary).toContain("email, mobile phone");
});

test("warns of payment fraud where a vendor's e-mail changes, and not for a phone", async () => {
  expect(await checksOf({ ...vendor, changes: { email: "new@example.com" } })).toMatchObject({
    payment_fraud: "warn",
  });
  expect(await checksOf({ ...vendor, changes: { phone: "+1 303 555 0111" } })).not.toHaveProperty(
    "payment_fraud",
  );
});

test("changes the named parts of a vendor's address and keeps the others", async () => {
  const own = await simulatedAccount();
  const given = { ...vendor, changes: { address: { street: "12 Quarry Road" } } };
  const { before, after, checks } = await own.preview(updateContactInfo, given, writer);
  expect(after).toEqual({ address: { ...(before.address as object), street: "12 Quarry Road" } });
  expect(checks).toContainEqual(expect.objectContaining({ name: "payment_fraud", outcome: "warn" }));
  expect(await own.run(updateContactInfo, given, writer)).toMatchObject({ verified: true });
  expect(Object.values(own.simulator.snapshot())).toEqual([
    expect.objectContaining({ addr1: "12 Quarry Road" }),
  ]);
});

test("blocks an inactive record and a change that changes nothing", async () => {
  const inactive = account.simulator.planted.inactiveVendors[0];
  const changes = { phone: "+1 303 555 0111" };
  expect(await checksOf({ kind: "vendor", id: inactive, changes })).toMatchObject({ active: "block" });
  const { phone } = account.simulator.company.vendors.find(({ id }) => id === "501") ?? { phone: "" };
  expect(await checksOf({ ...vendor, changes: { phone } })).toMatchObject({ is_change: "block" });
});

test.each([
  [{ ...vendor, changes: { title: "Owner" } }],
  [{ kind: "customer", id: "1151", changes: { mobile_phone: "+1 303 555 0111" } }],
  [{ ...vendor, changes: {} }],
  [{ ...vendor, changes: { address: {} } }],
])("refuses %j: no such field, or none", async (given) => {
  expect(await codeOf(account.preview(updateContactInfo, given, writer))).toBe("invalid_input");
});

test.each(["no address", "a@b", "a@b.c\nBcc: x@y.z", "<a@example.com>"])(
  "refuses %j as an e-mail",
  (email) => {
    expect(updateContactInfo.input.safeParse({ ...vendor, changes: { email } }).success).toBe(false);
  },
);

test.each(["call me", "12", "+1 303 555 0111; drop", "1".repeat(40)])(
  "refuses %j as a phone number",
  (phone) => {
    expect(updateContactInfo.input.safeParse({ ...vendor, changes: { phone } }).success).toBe(false);
  },
);

test("reports what it changed and that it was read back", async () => {
  const own = await simulatedAccount();
  const changes = { email: "desk@example.com" };
  const answer = await own.run(updateContactInfo, { ...vendor, changes }, writer);
  expect(answer).toMatchObject({ id: "501", changed: ["email"], verified: true });
  expect(JSON.stringify(own.simulator.snapshot())).toContain("desk@example.com");
});

test("the role of a project manager suffices for a contact", async () => {
  const manager = { email: TOMAS, netSuiteRole: "project_reader", identity: "person" } as const;
  const given = { kind: "contact", id: "1475", changes: { title: "Accounts Payable" } };
  const { checks } = await account.preview(updateContactInfo, given, manager);
  expect(checks.filter(({ outcome }) => outcome === "block")).toEqual([]);
});

test("a role without the right to edit is refused before anything is shown", async () => {
  const analyst = { netSuiteRole: "suiteql_analyst", identity: "person" } as const;
  const given = { ...vendor, changes: { phone: "+1 303 555 0111" } };
  expect(await codeOf(account.preview(updateContactInfo, given, analyst))).toBe("not_allowed");
});
