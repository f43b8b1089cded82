import { expect, test } from "vitest";
import { AMARA, createTestOrg, DANIEL, INGRID } from "../test-org.ts";

const { get } = await createTestOrg();

type Field = Record<string, unknown> & { name: string };
const fieldsOf = async (object: string, name?: string) =>
  (await get(`/sobjects/${object}/describe`, name)).body.fields as Field[];

test("A field has the 57 keys that were recorded", async () => {
  const [first] = await fieldsOf("Account");
  expect(Object.keys(first ?? {})).toHaveLength(57);
  expect(first).toMatchObject({ name: "Id", type: "id", soapType: "tns:ID", length: 18, idLookup: true });
});

test("Types, lengths, references and options are those of the object", async () => {
  const fields = new Map((await fieldsOf("Opportunity")).map((field) => [field.name, field]));
  expect(fields.get("AccountId")).toMatchObject({
    type: "reference",
    referenceTo: ["Account"],
    relationshipName: "Account",
  });
  expect(fields.get("StageName")).toMatchObject({ type: "picklist", nillable: false });
  expect(fields.get("StageName")?.picklistValues).toContainEqual({
    active: true,
    defaultValue: false,
    label: "Closed Won",
    validFor: null,
    value: "Closed Won",
  });
  expect(fields.get("ExpectedRevenue")).toMatchObject({ createable: false, updateable: false, scale: 2 });
  const what = (await fieldsOf("Task")).find(({ name }) => name === "WhatId");
  expect(what).toMatchObject({ polymorphicForeignKey: true, namePointing: true });
});

test("Hidden fields are missing and read-only people can write nothing", async () => {
  const names = async (name: string) => (await fieldsOf("Opportunity", name)).map((field) => field.name);
  expect(await names(DANIEL)).not.toContain("Margin_Pct__c");
  expect(await names(INGRID)).toContain("Margin_Pct__c");
  expect((await fieldsOf("Opportunity", AMARA)).some(({ updateable }) => updateable)).toBe(false);
  const { body } = await get("/sobjects/Opportunity/describe", AMARA);
  expect([body.createable, body.updateable, body.queryable]).toEqual([false, false, true]);
});

test("Children are named by the relation that leads to them", async () => {
  const { body } = await get("/sobjects/Account/describe");
  const children = body.childRelationships as { childSObject: string; relationshipName: string | null }[];
  expect(children).toContainEqual(
    expect.objectContaining({
      childSObject: "Opportunity",
      field: "AccountId",
      relationshipName: "Opportunities",
    }),
  );
});

test("An unchanged description is 304", async () => {
  for (const path of ["/sobjects", "/sobjects/Case/describe"]) {
    const since = (await get(path)).headers.get("last-modified") ?? "";
    expect((await get(path, DANIEL, { "if-modified-since": since })).status, path).toBe(304);
    const before = new Date(Date.parse(since) - 1_000).toUTCString();
    expect((await get(path, DANIEL, { "if-modified-since": before })).status, path).toBe(200);
  }
});

test("The list of objects and the short form of one agree", async () => {
  const { body } = await get("/sobjects");
  expect(body).toMatchObject({ encoding: "UTF-8", maxBatchSize: 200 });
  const listed = (body.sobjects as { name: string }[]).find(({ name }) => name === "Case");
  expect((await get("/sobjects/Case")).body.objectDescribe).toEqual(listed);
});
