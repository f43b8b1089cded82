import { exportJWK, generateKeyPair } from "jose";
import { expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";

const { publicKey } = await generateKeyPair("PS256");
const complete = {
  SHAREPOINT_SIMULATOR_PORT: "8124",
  SHAREPOINT_TENANT: "8f6a2c1e-5b7d-4c39-9e02-61d4a7b3f508",
  SHAREPOINT_CLIENT_ID: "gatehouse",
  SHAREPOINT_CLIENT_SECRET: "secret",
};

test("Files, sites, day and scale are optional", async () => {
  expect(await readEnvironment(complete)).toMatchObject({
    port: 8_124,
    filesPort: 0,
    sites: undefined,
    today: undefined,
    scale: 1,
  });
  const given = {
    ...complete,
    SHAREPOINT_FILES_PORT: "8125",
    SHAREPOINT_SITES: "https://halden.sharepoint.com/sites/projects, J-26001, https://halden.sharepoint.com",
    GATEHOUSE_TODAY: "2027-01-04",
    GATEHOUSE_SCALE: "10",
  };
  expect(await readEnvironment(given)).toMatchObject({
    filesPort: 8_125,
    sites: ["projects", "J-26001", "root"],
    today: "2027-01-04",
    scale: 10,
  });
});

test("A public key does instead of a secret", async () => {
  const key = await exportJWK(publicKey);
  const change = {
    SHAREPOINT_CLIENT_SECRET: "",
    SHAREPOINT_PUBLIC_KEY: JSON.stringify(key),
    SHAREPOINT_CERTIFICATE_THUMBPRINT: "t",
  };
  expect(await readEnvironment({ ...complete, ...change })).toMatchObject({
    clientSecret: undefined,
    publicKey: key,
    certificateId: "t",
  });
});

test.each([
  [{ SHAREPOINT_CLIENT_ID: "" }, "The environment variable SHAREPOINT_CLIENT_ID is missing."],
  [{ SHAREPOINT_TENANT: "" }, "The environment variable SHAREPOINT_TENANT is missing."],
  [
    { SHAREPOINT_CLIENT_SECRET: "" },
    "One of the environment variables SHAREPOINT_CLIENT_SECRET and SHAREPOINT_PUBLIC_KEY is needed.",
  ],
  [{ SHAREPOINT_PUBLIC_KEY: "{}" }, "SHAREPOINT_PUBLIC_KEY is not a public key as JWK in JSON."],
  [
    { SHAREPOINT_FILES_PORT: "high" },
    'SHAREPOINT_FILES_PORT must be a whole number up to 65535, not "high".',
  ],
])("With %j the reason is one sentence", async (change, sentence) => {
  await expect(readEnvironment({ ...complete, ...change })).rejects.toThrow(new Error(sentence));
});
