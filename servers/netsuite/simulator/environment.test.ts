import { exportJWK, generateKeyPair } from "jose";
import { expect, test } from "vitest";
import { readEnvironment } from "./environment.ts";

const { publicKey } = await generateKeyPair("PS256");
const complete = {
  NETSUITE_CLIENT_ID: "gatehouse",
  NETSUITE_CERTIFICATE_ID: "read",
  NETSUITE_PUBLIC_KEY: JSON.stringify(await exportJWK(publicKey)),
};

test("Day and scale are optional", async () => {
  expect(await readEnvironment(complete)).toMatchObject({ today: undefined, scale: 1 });
  const given = { ...complete, GATEHOUSE_TODAY: "2027-01-04", GATEHOUSE_SCALE: "10" };
  expect(await readEnvironment(given)).toMatchObject({ today: "2027-01-04", scale: 10 });
});

test("The integration of people is known by its secret and one redirect, and tokens by a key that lasts", async () => {
  expect(await readEnvironment(complete)).toMatchObject({ app: undefined, key: undefined });
  const app = {
    NETSUITE_APP_ID: "app",
    NETSUITE_APP_SECRET: "s",
    NETSUITE_APP_REDIRECT_URI: "http://127.0.0.1/back",
  };
  const key = Buffer.alloc(32, 1);
  const given = { ...complete, ...app, NETSUITE_SIMULATOR_KEY: key.toString("base64") };
  expect(await readEnvironment(given)).toMatchObject({
    app: { clientId: "app", clientSecret: "s", redirectUris: ["http://127.0.0.1/back"] },
    key,
  });
});

test.each([
  [{ NETSUITE_APP_ID: "app" }, "The environment variable NETSUITE_APP_SECRET is missing."],
  [{ NETSUITE_SIMULATOR_KEY: "short" }, "NETSUITE_SIMULATOR_KEY must be base64 of 32 bytes."],
  [{ NETSUITE_CLIENT_ID: "" }, "The environment variable NETSUITE_CLIENT_ID is missing."],
  [{ NETSUITE_PUBLIC_KEY: "{}" }, "NETSUITE_PUBLIC_KEY is not a public key as JWK in JSON."],
  [{ GATEHOUSE_TODAY: "yesterday" }, 'GATEHOUSE_TODAY must be a date like 2026-11-20, not "yesterday".'],
  [{ GATEHOUSE_SCALE: "-1" }, 'GATEHOUSE_SCALE must be a whole number up to 100, not "-1".'],
])("With %j the reason is one sentence", async (change, sentence) => {
  await expect(readEnvironment({ ...complete, ...change })).rejects.toThrow(new Error(sentence));
});
