import { expect, test } from "vitest";
import { readFilter } from "./scim-filter.ts";

test.each([
  ['userName eq "a@example.com"', [{ attribute: "username", value: "a@example.com" }]],
  [
    'id eq "1" AND members EQ "2"',
    [
      { attribute: "id", value: "1" },
      { attribute: "members", value: "2" },
    ],
  ],
  ['emails[type eq "work"].value eq "x"', [{ attribute: "emails.value", value: "x" }]],
  ["active eq false", [{ attribute: "active", value: false }]],
  ['displayName eq "say \\"and\\" twice"', [{ attribute: "displayname", value: 'say "and" twice' }]],
  ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a"', [{ attribute: "username", value: "a" }]],
])("%s is understood", (filter, conditions) => {
  expect(readFilter(filter)).toEqual(conditions);
});

test.each([
  "",
  'userName sw "a"',
  'userName eq "a" or active eq true',
  'userName eq "a',
  'userName eq "\\x"',
  'userName eq "a" userName eq "b"',
  'not (userName eq "a")',
  `userName eq "${"x".repeat(1_000)}"`,
  Array.from({ length: 6 }, () => "active eq true").join(" and "),
])("%j is refused", (filter) => {
  expect(() => readFilter(filter)).toThrow(expect.objectContaining({ scimType: "invalidFilter" }));
});

test.each([
  ["backslashes", `userName eq "${"\\".repeat(900)}`],
  ["blanks", `userName${" ".repeat(900)}x`],
  ["brackets", `emails${'[type eq "'.repeat(90)}`],
  ["dots", `${"a.".repeat(450)}!`],
])("a filter of %s is refused without delay", (_, filter) => {
  const started = performance.now();
  expect(() => readFilter(filter)).toThrow();
  expect(performance.now() - started).toBeLessThan(50);
});
