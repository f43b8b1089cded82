import { exportJWK, generateKeyPair } from "jose";
import { expect, test } from "vitest";
import { readPort, readPublicKey, readScale, readToday, required } from "./environment.ts";

test("Day and scale are optional", () => {
  expect([readToday({}), readScale({})]).toEqual([undefined, 1]);
  expect(readToday({ GATEHOUSE_TODAY: "2027-01-04" })).toBe("2027-01-04");
  expect([readScale({ GATEHOUSE_SCALE: "10" }), readScale({ GATEHOUSE_SCALE: "0" })]).toEqual([10, 1]);
});

test("A port of 0 is one: any that is free", () => {
  expect([readPort({ PORT: "0" }, "PORT"), readPort({ PORT: "8123" }, "PORT")]).toEqual([0, 8_123]);
});

test.each(["PS256", "ES256"])("A public key for %s is read as JWK", async (algorithm) => {
  const jwk = await exportJWK((await generateKeyPair(algorithm)).publicKey);
  expect(await readPublicKey({ KEY: JSON.stringify(jwk) }, "KEY")).toEqual(jwk);
});

test.each([
  [() => required({ ID: "" }, "ID"), "The environment variable ID is missing."],
  [() => readPort({}, "PORT"), "The environment variable PORT is missing."],
  [() => readPort({ PORT: "high" }, "PORT"), 'PORT must be a whole number up to 65535, not "high".'],
  [() => readScale({ GATEHOUSE_SCALE: "-1" }), 'GATEHOUSE_SCALE must be a whole number up to 100, not "-1".'],
  [
    () => readToday({ GATEHOUSE_TODAY: "yesterday" }),
    'GATEHOUSE_TODAY must be a date like 2026-11-20, not "yesterday".',
  ],
  [
    () => readToday({ GATEHOUSE_TODAY: "2026-02-30" }),
    'GATEHOUSE_TODAY must be a date like 2026-11-20, not "2026-02-30".',
  ],
])("What is wrong with a variable is one sentence: %#", (read, sentence) => {
  expect(read).toThrow(new Error(sentence));
});

test("What is no public key is refused without its text", async () => {
  const sentence = "KEY is not a public key as JWK in JSON.";
  await expect(readPublicKey({ KEY: "{}" }, "KEY")).rejects.toThrow(new Error(sentence));
  await expect(readPublicKey({ KEY: "not JSON" }, "KEY")).rejects.toThrow(new Error(sentence));
});
