import { exportJWK, generateKeyPair } from "jose";
import { expect, test } from "vitest";
import { netSuiteFrom } from "./environment.ts";

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const complete = {
  NETSUITE_BASE_URL: "https://1234567.suitetalk.api.netsuite.com",
  NETSUITE_ACCOUNT: "1234567",
  NETSUITE_CLIENT_ID: "client",
  NETSUITE_CERTIFICATE_ID: "certificate",
  NETSUITE_PRIVATE_KEY: JSON.stringify(await exportJWK(privateKey)),
};
const caller = { id: "1", email: "ann@example.com", roles: ["finance"] };

test("a complete environment gives an account that signs in as a service", async () => {
  const api = (await netSuiteFrom(complete))(caller);
  expect(api).toMatchObject({ identity: "service", mayAskForAll: false });
});

test.each(Object.keys(complete))("names %s where it is missing", async (name) => {
  await expect(netSuiteFrom({ ...complete, [name]: undefined })).rejects.toThrow(`${name} is missing`);
});

test.each([
  ["NETSUITE_IDENTITY", "both"],
  ["NETSUITE_CONCURRENCY", "many"],
  ["NETSUITE_TODAY", "soon"],
  ["NETSUITE_PRIVATE_KEY", "s3cret that is no JSON"],
])("names %s where it is wrong, without repeating a secret", async (name, value) => {
  const error = await netSuiteFrom({ ...complete, [name]: value }).catch((caught) => caught);
  expect(error.message).toContain(name);
  expect(error.message).not.toContain("s3cret");
});

test("a person's own identity needs their refresh token", async () => {
  const person = { ...complete, NETSUITE_IDENTITY: "person", GATEHOUSE_STANDALONE_EMAIL: "ann@example.com" };
  await expect(netSuiteFrom(person)).rejects.toThrow("NETSUITE_REFRESH_TOKEN is missing");
  const api = (await netSuiteFrom({ ...person, NETSUITE_REFRESH_TOKEN: "r" }))(caller);
  expect(api.identity).toBe("person");
});

test("with writes at the gateway, reads are the service's and every step of a change is the person's", async () => {
  const gateway = { NETSUITE_WRITES: "gateway", GATEHOUSE_URL: "http://127.0.0.1:8400" };
  const account = await netSuiteFrom({ ...complete, ...gateway });
  expect(account(caller).identity).toBe("service");
  for (const step of ["preview", "commit", "undo"] as const)
    expect(account({ ...caller, step }).identity).toBe("person");
  await expect(netSuiteFrom({ ...complete, NETSUITE_WRITES: "gateway" })).rejects.toThrow("GATEHOUSE_URL");
  const twice = { ...complete, ...gateway, NETSUITE_IDENTITY: "gateway" };
  await expect(netSuiteFrom(twice)).rejects.toThrow("NETSUITE_WRITES");
});

test("roles that see everybody's records come from the environment alone", async () => {
  const api = (await netSuiteFrom({ ...complete, NETSUITE_ALL_SCOPE_ROLES: "finance, audit" }))(caller);
  expect(api.mayAskForAll).toBe(true);
});
