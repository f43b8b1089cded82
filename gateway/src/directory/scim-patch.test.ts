import { expect, test } from "vitest";
import { foldedBody, USER_ATTRIBUTES } from "./scim-attributes.ts";
import { patchedUser, patchOperations } from "./scim-patch.ts";
import { type ScimUser, userFrom } from "./scim-resources.ts";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const FORMER: ScimUser = {
  userName: "u",
  externalId: "e",
  active: true,
  displayName: "D",
  emails: [{ value: "a@b.example", type: "work", primary: true }],
};
const patched = (...Operations: object[]): ScimUser => {
  const body = { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations };
  return userFrom(patchedUser(FORMER, patchOperations(body, USER_ATTRIBUTES)), FORMER);
};
const put = (body: object): ScimUser =>
  userFrom(foldedBody({ userName: "u", externalId: "e", ...body }, USER_ATTRIBUTES), FORMER);
const OFF = { op: "Replace", path: "active", value: false };

test.each([
  ["a path in another case", { op: "replace", path: "ACTIVE", value: false }],
  ["a path with its schema", { op: "replace", path: `${USER}:active`, value: false }],
  ["a path with its schema and a dot", { op: "replace", path: `${USER}.active`, value: false }],
  ["a path with a space before it", { op: "replace", path: " active", value: false }],
  ["the schema as the path", { op: "replace", path: USER, value: { active: false } }],
  ["an object under the schema", { op: "replace", value: { [USER]: { active: false } } }],
  ["a key with its schema", { op: "replace", value: { [`${USER}:Active`]: "False" } }],
  ["a list of one", { op: "Replace", path: "active", value: [{ $ref: null, value: "False" }] }],
])("a PATCH by %s switches off", (_, operation) => {
  expect(patched(operation).active).toBe(false);
});

test.each([
  ["null", { op: "replace", path: "active", value: null }],
  ["a list of two", { op: "replace", path: "active", value: [false, true] }],
  ["a number", { op: "replace", value: { active: 0 } }],
  ["a broken path", { op: "replace", path: "active.", value: false }],
])("a PATCH of active with %s is refused rather than passed over", (_, operation) => {
  expect(() => patched(operation)).toThrow(expect.objectContaining({ status: 400 }));
});

test("a PUT switches off by a name in any case, and by one under its schema", () => {
  for (const body of [{ active: false }, { Active: false }, { [USER]: { ACTIVE: "false" } }])
    expect(put(body).active).toBe(false);
  expect(put({}).active).toBe(true);
});

test("a PUT whose active is null or stands there twice is refused", () => {
  for (const body of [{ active: null }, { active: true, Active: false }])
    expect(() => put(body)).toThrow(expect.objectContaining({ status: 400 }));
});

test.each([
  ["a display name beyond its bound", { path: "displayName", value: "x".repeat(501) }],
  ["a display name that is a list", { path: "displayName", value: ["x"] }],
  ["a broken path of a display name", { path: "displayName.", value: "x" }],
  ["a name that is a text", { path: "name", value: "x" }],
  ["a part of a name that is null", { path: "name.formatted", value: null }],
  ["a part of a name with a NUL", { path: "name.familyName", value: "a\0b" }],
  ["addresses as a text", { path: "emails", value: "a@b.example" }],
  ["addresses that are null", { path: "emails", value: [null] }],
  ["an address of an unknown kind", { path: "emails", value: [{ value: "a@b.example", type: "private" }] }],
  ["an address beyond its bound", { path: 'emails[type eq "home"].value', value: "x".repeat(501) }],
  ["an address that is null", { path: 'emails[type eq "work"].value', value: null }],
  ["a filter that is not read", { path: 'emails[type eq "work" and primary eq true].value', value: "x" }],
  ["a primary that is no boolean", { path: 'emails[type eq "work"].primary', value: "perhaps" }],
  ["an address of half a character", { path: "emails", value: "\ud800" }],
  ["an address that is an object", { path: "emails", value: [{ type: { toString: 1 }, primary: {} }] }],
  ["a second primary", { op: "Add", path: 'emails[type eq "other"].primary', value: "True" }],
])("%s does not stop somebody from being switched off", (_, operation) => {
  expect(patched({ op: "Replace", ...operation }, OFF).active).toBe(false);
  expect(patched(OFF, { op: "Replace", ...operation }).active).toBe(false);
});

test("what is too long of a name is cut, and what cannot be kept of addresses is left out", () => {
  const user = put({
    displayName: "x".repeat(600),
    name: { FamilyName: "a\0b", unknown: "x" },
    emails: [
      { Value: "a@b.example", primary: "True" },
      { value: 1 },
      { value: "c@d.example", primary: true },
    ],
  });
  expect(user).toMatchObject({ displayName: "x".repeat(500), name: { familyName: "ab" } });
  expect(user.emails).toEqual([
    { value: "a@b.example", primary: true },
    { value: "c@d.example", primary: false },
  ]);
});
