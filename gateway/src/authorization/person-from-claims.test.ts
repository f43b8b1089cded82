import { expect, test } from "vitest";
import { joinClaims, personFromClaims, UnresolvedGroups } from "./person-from-claims.ts";

const NAMES = { groupsClaim: "groups", rolesClaim: "roles" };
const TOKEN = { iss: "https://idp.example", sub: "subject-1" };
const ENTRA = {
  iss: "https://login.microsoftonline.com/tenant-1/v2.0",
  sub: "pairwise",
  tid: "tenant-1",
  oid: "object-1",
};

test("a person is issuer and subject", () => {
  expect(personFromClaims(TOKEN, NAMES)).toMatchObject({
    issuer: TOKEN.iss,
    subject: "subject-1",
    groups: [],
  });
});

test("at Entra a person is tenant and object, since its subject differs per application", () => {
  expect(personFromClaims(ENTRA, NAMES).subject).toBe("tenant-1:object-1");
});

test("tenant and object mean nothing from anybody else, nor from a host that looks alike", () => {
  for (const iss of [
    TOKEN.iss,
    "https://login.microsoftonline.com.evil.example/t",
    "https://evillogin.microsoftonline.com",
  ]) {
    expect(personFromClaims({ ...ENTRA, iss }, NAMES).subject).toBe("pairwise");
  }
});

test("groups and app roles come from the configured claims", () => {
  const claims = { ...TOKEN, teams: ["a", "b"], parts: "admin", groups: ["ignored"] };
  const person = personFromClaims(claims, { groupsClaim: "teams", rolesClaim: "parts" });
  expect(person).toMatchObject({ groups: ["a", "b"], appRoles: ["admin"] });
});

test.each([
  ["left out by reference", { _claim_names: { groups: "src1" } }],
  ["an object", { groups: { finance: true } }],
  ["a list with something else than text", { groups: ["finance", 7] }],
])("groups that are %s are unresolved", (_, claims) => {
  expect(() => personFromClaims({ ...TOKEN, ...claims }, NAMES)).toThrow(UnresolvedGroups);
});

test("201 groups are 201 groups", () => {
  const groups = Array.from({ length: 201 }, (_, index) => `group-${index}`);
  expect(personFromClaims({ ...TOKEN, groups }, NAMES).groups).toHaveLength(201);
});

test("a token without a subject is refused", () => {
  expect(() => personFromClaims({ iss: TOKEN.iss, sub: "" }, NAMES)).toThrow("subject");
});

test("how and when somebody signed in is kept", () => {
  const person = personFromClaims(
    { ...TOKEN, auth_time: 1_700_000_000, acr: "mfa", amr: ["pwd", "otp"] },
    NAMES,
  );
  expect(person).toMatchObject({
    authTime: new Date("2023-11-14T22:13:20Z"),
    acr: "mfa",
    amr: ["pwd", "otp"],
  });
});

const MAIL = "ann@halden.example";
test.each([
  ["verified", { email_verified: true }, MAIL],
  ["verified, said as text", { email_verified: "true" }, MAIL],
  ["unverified", { email_verified: false }, undefined],
  ["of unknown standing", {}, undefined],
  ["verified by another value", { email_verified: 1 }, undefined],
])("an e-mail that is %s is kept or left out, and the person is signed in", (_, claims, email) => {
  const person = personFromClaims({ ...TOKEN, email: MAIL, ...claims }, NAMES);
  expect(person).toMatchObject({ subject: "subject-1", email });
});

test("a provider that the configuration trusts for mail need not call it verified", () => {
  const person = personFromClaims({ ...ENTRA, email: MAIL }, { ...NAMES, trustsEmail: true });
  expect(person.email).toBe(MAIL);
});

test("one answer's word for an address does not vouch for the other's", () => {
  const other = { email: "other@halden.example", email_verified: true, groups: ["a"] };
  const person = personFromClaims(joinClaims({ ...TOKEN, email: MAIL }, other), NAMES);
  expect(person).toMatchObject({ email: undefined, groups: ["a"] });
  expect(personFromClaims(joinClaims(TOKEN, other), NAMES).email).toBe(other.email);
});
