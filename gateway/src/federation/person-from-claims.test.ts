import { expect, test } from "vitest";
import { ForeignAddress, OtherIssuer, UnresolvedGroups } from "./identity-provider.ts";
import { type ClaimRules, joinClaims, personFromClaims } from "./person-from-claims.ts";

const NAMES: ClaimRules = {
  profile: "generic",
  issuer: "https://idp.example",
  tenant: undefined,
  groupsClaim: "groups",
  rolesClaim: "roles",
  trustsHundredGroups: false,
  trustsEmail: false,
  mailDomains: [],
};
const TENANT = "8f2b6c1e-0000-4000-8000-1a2b3c4d5e6f";
const ENTRA_ISSUER = `https://login.microsoftonline.com/${TENANT}/v2.0`;
const AT_ENTRA: ClaimRules = { ...NAMES, profile: "entra", issuer: ENTRA_ISSUER, tenant: TENANT };
const TOKEN = { iss: "https://idp.example", sub: "subject-1" };
const ENTRA = {
  iss: ENTRA_ISSUER,
  sub: "pairwise",
  tid: TENANT,
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
  expect(personFromClaims(ENTRA, AT_ENTRA).subject).toBe(`${TENANT}:object-1`);
  expect(personFromClaims({ ...ENTRA, tid: TENANT.toUpperCase() }, AT_ENTRA).subject).toBe(
    `${TENANT}:object-1`,
  );
});

test.each([
  ["of another tenant", { tid: "11111111-2222-4333-8444-555555555555" }],
  ["without a tenant", { tid: undefined }],
  ["without an object", { oid: undefined }],
])("a token %s is nobody's at Entra", (_, changes) => {
  expect(() => personFromClaims({ ...ENTRA, ...changes }, AT_ENTRA)).toThrow(TypeError);
});

test("tenant and object mean nothing at any other provider, where anybody may set them", () => {
  expect(personFromClaims({ ...ENTRA, iss: TOKEN.iss }, NAMES).subject).toBe("pairwise");
});

test.each(["https://idp.example/", "https://IDP.example", "https://idp.example:443", "http://idp.example"])(
  "an issuer is its spelling, so a token of %s is nobody's",
  (iss) => {
    expect(() => personFromClaims({ ...TOKEN, iss }, NAMES)).toThrow(OtherIssuer);
    expect(() => personFromClaims({ ...TOKEN, iss }, NAMES)).toThrow(`is "${iss}"`);
  },
);

test("groups and app roles come from the configured claims", () => {
  const claims = { ...TOKEN, teams: ["a", "b"], parts: "admin", groups: ["ignored"] };
  const person = personFromClaims(claims, { ...NAMES, groupsClaim: "teams", rolesClaim: "parts" });
  expect(person).toMatchObject({ groups: ["a", "b"], appRoles: ["admin"] });
});

test.each([
  ["left out by reference", { _claim_names: { groups: "src1" } }],
  ["left out by a mark", { hasgroups: true }],
  ["left out by a mark in text", { hasgroups: "true" }],
  ["an object", { groups: { finance: true } }],
  ["a list with something else than text", { groups: ["finance", 7] }],
])("groups that are %s are unresolved", (_, claims) => {
  expect(() => personFromClaims({ ...TOKEN, ...claims }, NAMES)).toThrow(UnresolvedGroups);
});

test("201 groups are 201 groups", () => {
  const groups = Array.from({ length: 201 }, (_, index) => `group-${index}`);
  expect(personFromClaims({ ...TOKEN, groups }, NAMES).groups).toHaveLength(201);
});

test("at Okta exactly 100 groups may be a list cut short, unless the configuration says otherwise", () => {
  const atOkta: ClaimRules = { ...NAMES, profile: "okta" };
  const groups = (count: number) => ({
    ...TOKEN,
    groups: Array.from({ length: count }, (_, index) => `group-${index}`),
  });
  expect(() => personFromClaims(groups(100), atOkta)).toThrow(UnresolvedGroups);
  for (const count of [99, 101]) expect(personFromClaims(groups(count), atOkta).groups).toHaveLength(count);
  const trusting = { ...atOkta, trustsHundredGroups: true };
  expect(personFromClaims(groups(100), trusting).groups).toHaveLength(100);
  expect(personFromClaims(groups(100), NAMES).groups).toHaveLength(100);
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
  const person = personFromClaims({ ...ENTRA, email: MAIL }, { ...AT_ENTRA, trustsEmail: true });
  expect(person.email).toBe(MAIL);
});

test("one answer's word for an address does not vouch for the other's", () => {
  const other = { email: "other@halden.example", email_verified: true, groups: ["a"] };
  const person = personFromClaims(joinClaims({ ...TOKEN, email: MAIL }, other), NAMES);
  expect(person).toMatchObject({ email: undefined, groups: ["a"] });
  expect(personFromClaims(joinClaims(TOKEN, other), NAMES).email).toBe(other.email);
});

test("an id token that names no address vouches for none that came from elsewhere", () => {
  const told = { email: "other@halden.example", groups: ["a"] };
  const vouching = { ...TOKEN, email_verified: true };
  expect(personFromClaims(joinClaims(vouching, told), NAMES).email).toBeUndefined();
  expect(
    personFromClaims(joinClaims(vouching, { ...told, email_verified: false }), NAMES).email,
  ).toBeUndefined();
});

test("an address outside the provider's domains is refused, and one that nobody vouches for is only left out", () => {
  const rules = { ...NAMES, mailDomains: ["halden.example"] };
  const said = (email: string, email_verified: boolean) => () =>
    personFromClaims({ ...TOKEN, email, email_verified }, rules).email;
  expect(said(MAIL, true)()).toBe(MAIL);
  expect(said("Ann@Halden.Example", true)()).toBe("Ann@Halden.Example");
  for (const foreign of [
    "ann@other.example",
    "ann@sub.halden.example",
    "a@halden.example@other.example",
    "ann",
  ])
    expect(said(foreign, true), foreign).toThrow(ForeignAddress);
  expect(said("ann@other.example", false)()).toBeUndefined();
});
