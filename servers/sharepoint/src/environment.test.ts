import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import { expect, test } from "vitest";
import { sharePointFrom } from "./environment.ts";

const complete = {
  SHAREPOINT_BASE_URL: "https://graph.microsoft.com",
  SHAREPOINT_TENANT: "11111111-2222-4333-8444-555555555555",
  SHAREPOINT_HOST: "halden.sharepoint.com",
  SHAREPOINT_CLIENT_ID: "client",
  SHAREPOINT_CLIENT_SECRET: "s3cret",
  SHAREPOINT_SITES: "https://halden.sharepoint.com/sites/operations",
};
const standalone = {
  ...complete,
  SHAREPOINT_SITES: undefined,
  GATEHOUSE_STANDALONE_EMAIL: "ann@halden.example",
};
const caller = { id: "1", email: "ann@halden.example", roles: [] };

test("a complete environment signs in as a service that opens named sites only", async () => {
  const api = (await sharePointFrom(complete))(caller);
  expect(api.isTrimmed).toBe(false);
  expect(api.calls.identity).toBe("service");
});

test.each(Object.keys(complete))("names %s where it is missing", async (name) => {
  await expect(sharePointFrom({ ...complete, [name]: undefined })).rejects.toThrow(`${name} is missing`);
});

test.each([
  ["SHAREPOINT_IDENTITY", "both"],
  ["SHAREPOINT_FILE_MB", "many"],
  ["SHAREPOINT_UNITS_PER_MINUTE", "0"],
  ["SHAREPOINT_TODAY", "soon"],
  ["SHAREPOINT_PRIVATE_KEY", "s3cret that is no JSON"],
])("names %s where it is wrong, without repeating a secret", async (name, value) => {
  const error = await sharePointFrom({ ...complete, [name]: value }).catch((caught) => caught);
  expect(error.message).toContain(name);
  expect(error.message).not.toContain("s3cret");
});

test.each([
  ["person", "SHAREPOINT_REFRESH_TOKEN"],
  ["delegated", "SHAREPOINT_USER_TOKEN"],
])("as %s it needs %s, and no list of sites", async (identity, name) => {
  const env = { ...standalone, SHAREPOINT_IDENTITY: identity };
  await expect(sharePointFrom(env)).rejects.toThrow(`${name} is missing`);
  const api = (await sharePointFrom({ ...env, [name]: "t" }))(caller);
  expect(api.isTrimmed).toBe(true);
});

test("a certificate stands instead of a secret, with its thumbprint", async () => {
  const { privateKey } = await generateKeyPair("PS256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: "PS256" };
  const env = {
    ...complete,
    SHAREPOINT_CLIENT_SECRET: undefined,
    SHAREPOINT_PRIVATE_KEY: JSON.stringify(key),
  };
  await expect(sharePointFrom(env)).rejects.toThrow("SHAREPOINT_CERTIFICATE_THUMBPRINT is missing");
  await expect(sharePointFrom({ ...env, SHAREPOINT_CERTIFICATE_THUMBPRINT: "x" })).resolves.toBeDefined();
});

test.each([
  "http://halden.sharepoint.com/sites/a",
  "https://contoso.sharepoint.com/sites/a",
  "sites/a",
  "https://halden.sharepoint.com/:f:/s/a/EaBc",
])("an open site at %s is refused on start", async (site) => {
  await expect(sharePointFrom({ ...complete, SHAREPOINT_SITES: site })).rejects.toThrow();
});

test("replicas with the same key give the same handles, and others do not", async () => {
  const refWith = async (key: string) =>
    (await sharePointFrom({ ...complete, GATEHOUSE_CURSOR_KEY: key }))(caller).refOf({
      kind: "site",
      siteId: "a",
    });
  const [one, other] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
  expect(await refWith(one)).toBe(await refWith(one));
  expect(await refWith(one)).not.toBe(await refWith(other));
});

test("behind a gateway that holds the credentials, the server needs none, and a service still its list of sites", async () => {
  const env = {
    SHAREPOINT_BASE_URL: complete.SHAREPOINT_BASE_URL,
    SHAREPOINT_HOST: complete.SHAREPOINT_HOST,
    GATEHOUSE_URL: "https://gatehouse.example",
    SHAREPOINT_IDENTITY: "gateway",
  };
  expect((await sharePointFrom(env))(caller).isTrimmed).toBe(true);
  const shared = { ...env, SHAREPOINT_IDENTITY: "gateway-service" };
  await expect(sharePointFrom(shared)).rejects.toThrow("SHAREPOINT_SITES is missing");
  const { SHAREPOINT_SITES } = complete;
  expect((await sharePointFrom({ ...shared, SHAREPOINT_SITES }))(caller).isTrimmed).toBe(false);
});
