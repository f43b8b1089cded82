import { expect, test } from "vitest";
import { fixedDay, namesIn, needed, neededJwk, oneOf, wholeNumber } from "./environment.ts";

test("what is set is read", () => {
  const env = { DAY: "2026-11-20", COUNT: "4", KEY: '{"kty":"EC"}', NAMES: " a, b ,,", WORD: "person" };
  expect(fixedDay(env, "DAY")?.().toISOString()).toBe("2026-11-20T00:00:00.000Z");
  expect(wholeNumber(env, "COUNT")).toBe(4);
  expect(neededJwk(env, "KEY")).toEqual({ kty: "EC" });
  expect(namesIn(env, "NAMES")).toEqual(["a", "b"]);
  expect(oneOf(env, "WORD", ["service", "person"])).toBe("person");
});

test("what may be missing has its usual value", () => {
  expect([fixedDay({}, "X"), wholeNumber({ X: "" }, "X"), namesIn({}, "X")]).toEqual([
    undefined,
    undefined,
    [],
  ]);
  expect(oneOf({ X: "" }, "X", ["service", "person"])).toBe("service");
});

test("what must not be missing is named", () => {
  expect(() => needed({ X: "" }, "X")).toThrow("X is missing");
  expect(() => neededJwk({}, "X")).toThrow("X is missing");
});

test.each([
  ["0", wholeNumber],
  ["1.5", wholeNumber],
  ["many", wholeNumber],
  ["soon", fixedDay],
])("a wrong value is one sentence that names the variable: %s", (text, read) => {
  expect(() => read({ X: text }, "X")).toThrow(/^the environment variable X is not a/);
});

test("a word that is none of those known is answered with them", () => {
  expect(() => oneOf({ X: "both" }, "X", ["service", "person"])).toThrow(
    'X is "both"; use service or person',
  );
});

test.each(["s3cret", '"s3cret"', "null", "[]"])("a key that is none is not repeated: %s", (text) => {
  const error = (() => {
    try {
      return neededJwk({ X: text }, "X");
    } catch (caught) {
      return caught as Error;
    }
  })();
  expect(error).toMatchObject({ message: "the environment variable X is not a private key as JWK in JSON" });
  expect(error).not.toHaveProperty("cause");
});
