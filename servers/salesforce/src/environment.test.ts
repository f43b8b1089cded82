import { exportJWK, generateKeyPair } from "jose";
import { expect, test } from "vitest";
import { salesforceFrom, toolsFrom } from "./environment.ts";

const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const complete = {
  SALESFORCE_BASE_URL: "https://halden.my.salesforce.com",
  SALESFORCE_CLIENT_ID: "client",
  SALESFORCE_PRIVATE_KEY: JSON.stringify(await exportJWK(privateKey)),
};
const caller = { id: "1", email: "ann@example.com", roles: [] };

test("a complete environment gives an org that is read as the person", async () => {
  const api = (await salesforceFrom(complete))(caller);
  expect(api.identity).toBe("person");
  expect(api.recordUrl("Account", "001")).toBe(
    "https://halden.lightning.force.com/lightning/r/Account/001/view",
  );
});

test.each(Object.keys(complete))("names %s where it is missing", async (name) => {
  await expect(salesforceFrom({ ...complete, [name]: undefined })).rejects.toThrow(`${name} is missing`);
});

test.each([
  ["SALESFORCE_IDENTITY", "both"],
  ["SALESFORCE_CONCURRENCY", "many"],
  ["SALESFORCE_DAILY_RESERVE", "-1"],
  ["SALESFORCE_API_VERSION", "../v1"],
  ["SALESFORCE_TODAY", "soon"],
  ["SALESFORCE_TEAM", "friends"],
  ["SALESFORCE_SLA_FIELD", "SLA; DROP"],
  ["SALESFORCE_EXTRA_FIELDS", "Opportunity.Amount"],
  ["SALESFORCE_EXTRA_FIELDS", "User.Secret__c.Name"],
  ["SALESFORCE_EXTRA_FIELDS", "Nothing.Margin__c"],
  ["SALESFORCE_PRIVATE_KEY", "s3cret that is no JSON"],
])("names %s where it is %s, without repeating a secret", async (name, value) => {
  const error = await salesforceFrom({ ...complete, [name]: value }).catch((caught) => caught);
  expect(error.message).toContain(name);
  expect(error.message).not.toContain("s3cret");
});

test("a shared identity needs its secret and no key", async () => {
  const service = {
    ...complete,
    SALESFORCE_IDENTITY: "service",
    SALESFORCE_PRIVATE_KEY: undefined,
    SALESFORCE_CLIENT_SECRET: "secret",
  };
  expect((await salesforceFrom(service))(caller).identity).toBe("service");
  await expect(salesforceFrom({ ...service, SALESFORCE_CLIENT_SECRET: "" })).rejects.toThrow(
    "SALESFORCE_CLIENT_SECRET is missing",
  );
});

test("fields of this deployment join those that may be asked for", async () => {
  const { objects } = (
    await salesforceFrom({
      ...complete,
      SALESFORCE_ERP_ID_FIELD: "NetSuite_Id__c",
      SALESFORCE_EXTRA_FIELDS: "Opportunity.Margin_Pct__c:number, Case.Region__c",
    })
  )(caller);
  expect(objects.field("Account", "NetSuite_Id__c").type).toBe("text");
  expect(objects.field("Opportunity", "Margin_Pct__c").type).toBe("number");
  expect(objects.field("Case", "Region__c").type).toBe("text");
  expect(() => objects.field("Opportunity", "NetSuite_Id__c")).toThrow();
});

test("free queries are offered only where they are turned on by that word", () => {
  const offered = (value?: string) => toolsFrom({ SALESFORCE_ANALYST_SOQL: value }).map(({ name }) => name);
  expect(offered("true")).toContain("salesforce_run_soql");
  for (const value of [undefined, "", "false", "1", "TRUE"])
    expect(offered(value)).not.toContain("salesforce_run_soql");
});

test("behind a gateway that holds the key, the server needs none", async () => {
  const behind = { SALESFORCE_BASE_URL: complete.SALESFORCE_BASE_URL, SALESFORCE_IDENTITY: "gateway" };
  await expect(salesforceFrom(behind)).rejects.toThrow("GATEHOUSE_URL is missing");
  const env = { ...behind, GATEHOUSE_URL: "https://gatehouse.example" };
  expect((await salesforceFrom(env))(caller).identity).toBe("person");
  expect((await salesforceFrom({ ...env, SALESFORCE_IDENTITY: "gateway-service" }))(caller).identity).toBe(
    "service",
  );
});
