import { expect, test } from "vitest";
import type { Describe, Field } from "./recordings.ts";
import { describeProblems, rowProblems } from "./rows.ts";

const field = (name: string, type: string, more: Partial<Field> = {}): Field => ({
  name,
  type,
  length: 0,
  nillable: true,
  relationshipName: null,
  referenceTo: [],
  ...more,
});
const account: Describe = {
  name: "Account",
  fields: [
    field("Id", "id", { nillable: false }),
    field("Name", "string", { length: 10 }),
    field("OwnerId", "reference", { relationshipName: "Owner", referenceTo: ["User"] }),
    field("AnnualRevenue", "currency"),
    field("LastActivityDate", "date"),
    field("CreatedDate", "datetime"),
  ],
  childRelationships: [{ relationshipName: "Contacts" }],
};
const described = new Map([["Account", account]]);
const id = "001Kb000004QxAbIAK";
const attributes = { type: "Account", url: `/services/data/v66.0/sobjects/Account/${id}` };

test("A row fits with its texts, numbers, moments, relations, children and custom fields", () => {
  const row = {
    attributes,
    Id: id,
    Name: null,
    AnnualRevenue: 5.5,
    LastActivityDate: "2026-11-03",
    CreatedDate: "2026-11-03T14:05:11.000+0000",
    Owner: { attributes: { type: "User", url: `/services/data/v66.0/sobjects/User/${id}` }, Name: "A" },
    Contacts: { totalSize: 0, done: true, records: [] },
    Own__c: 1,
  };
  expect(rowProblems([row], described)).toEqual([]);
});

test.each([
  [{ attributes: { type: "Account" } }, 'Account: attributes.url is ""'],
  [{ attributes, Id: "001" }, 'Account.Id is no id: "001"'],
  [{ attributes, Id: null }, "Account.Id is never null"],
  [{ attributes, Name: "longer than ten" }, 'Account.Name is no string: "longer than ten"'],
  [{ attributes, AnnualRevenue: "5" }, 'Account.AnnualRevenue is no currency: "5"'],
  [
    { attributes, CreatedDate: "2026-11-03T14:05:11Z" },
    'Account.CreatedDate is no datetime: "2026-11-03T14:05:11Z"',
  ],
  [{ attributes, LastActivityDate: "11/3/2026" }, 'Account.LastActivityDate is no date: "11/3/2026"'],
  [{ attributes, Invented: 1 }, "Account has no field Invented in the recording"],
  [{ attributes, Owner: "A" }, "Account.Owner is not a row"],
  [{ attributes, Contacts: [] }, "Account.Contacts is not a list of rows"],
  [{ attributes: { ...attributes, type: "AggregateResult" } }, "a group has no address of its own"],
])("%j is no row", (row, problem) => {
  expect(rowProblems([row], described)).toEqual([problem]);
});

test("A description differs where a field is unknown, of another type, or refers elsewhere", () => {
  expect(describeProblems(account, described)).toEqual([]);
  const changed = [
    field("Name", "email", { length: 10 }),
    field("Invented", "string"),
    field("OwnerId", "reference", { relationshipName: "Owner", referenceTo: ["Group"] }),
    field("Own__c", "string"),
  ];
  expect(describeProblems({ ...account, fields: changed }, described)).toEqual([
    "Account.Name: type is email, recorded string",
    "Account has no field Invented in the recording",
    "Account.OwnerId: refers to Group, which it does not in the recording",
  ]);
});
