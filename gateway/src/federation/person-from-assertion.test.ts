import { expect, test } from "vitest";
import { ForeignAddress, UnresolvedGroups } from "./identity-provider.ts";
import { type AssertionRules, personFromAssertion } from "./person-from-assertion.ts";
import type { ReadAssertion } from "./read-assertion.ts";

const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const EMAIL_ADDRESS = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const RULES: AssertionRules = {
  subject: { nameId: "persistent" },
  attributes: { email: "mail", name: "cn", groups: "member", roles: "role" },
  trustsEmail: true,
  mailDomains: [],
};
const assertion = (
  attributes: Record<string, (string | undefined)[]> = {},
  nameId = "p-1",
  format = PERSISTENT,
): ReadAssertion => ({
  id: "_1",
  issuer: "https://saml.example",
  nameId: { value: nameId, format },
  attributes: new Map(Object.entries(attributes)),
  authTime: undefined,
  acr: undefined,
  expiresAt: new Date(),
});

test("attributes are read by the names that the configuration gives them", () => {
  const said = {
    mail: ["ann@halden.example"],
    cn: ["Ann"],
    member: ["a", "b"],
    role: ["r"],
    groups: ["ignored"],
  };
  expect(personFromAssertion(assertion(said), RULES)).toMatchObject({
    issuer: "https://saml.example",
    subject: "p-1",
    email: "ann@halden.example",
    name: "Ann",
    groups: ["a", "b"],
    appRoles: ["r"],
  });
});

test("an attribute can name the person, if it has one value", () => {
  const rules: AssertionRules = { ...RULES, subject: { attribute: "uid" } };
  expect(personFromAssertion(assertion({ uid: ["u-1"] }), rules).subject).toBe("u-1");
  for (const uid of [[], ["u-1", "u-2"], [undefined]])
    expect(() => personFromAssertion(assertion({ uid }), rules)).toThrow("no single uid");
});

test("a mail address names nobody, unless the configuration says why", () => {
  const mail = { mail: ["Ann@halden.example"] };
  expect(() => personFromAssertion(assertion(mail, "ann@halden.example"), RULES)).toThrow("by mail address");
  expect(() => personFromAssertion(assertion(mail, "ann@halden.example", EMAIL_ADDRESS), RULES)).toThrow(
    "persistent",
  );
  const rules: AssertionRules = { ...RULES, subject: { nameId: "emailAddress", because: "they never move" } };
  expect(personFromAssertion(assertion(mail, "Ann@halden.example", EMAIL_ADDRESS), rules).subject).toBe(
    "ann@halden.example",
  );
});

test("a mail address counts only where it is trusted, is single, and is the provider's own", () => {
  const mail = { mail: ["ann@halden.example"] };
  expect(personFromAssertion(assertion(mail), { ...RULES, trustsEmail: false }).email).toBeUndefined();
  expect(
    personFromAssertion(assertion({ mail: ["a@halden.example", "b@halden.example"] }), RULES).email,
  ).toBeUndefined();
  const elsewhere = { ...RULES, mailDomains: ["other.example"] };
  expect(() => personFromAssertion(assertion(mail), elsewhere)).toThrow(ForeignAddress);
});

test("groups that are no text, or a link, are unresolved; an attribute that is missing means none", () => {
  expect(personFromAssertion(assertion(), RULES).groups).toEqual([]);
  const link = { "http://schemas.microsoft.com/claims/groups.link": ["https://graph.example"] };
  for (const said of [{ member: ["a", undefined] }, link])
    expect(() => personFromAssertion(assertion(said), RULES)).toThrow(UnresolvedGroups);
});
