import { expect, test } from "vitest";
import { answersOf } from "./answers.ts";

const { object } = answersOf("Demo");

test("an object of an answer is taken as it came", () => {
  expect(object({ items: [] })).toEqual({ items: [] });
});

test.each([undefined, null, [], "<html>", 1])("%j is no object, and no empty one either", (value) => {
  expect(() => object(value)).toThrow(
    expect.objectContaining({
      code: "upstream_unavailable",
      message: "Demo did not give a usable answer; nothing was returned.",
    }),
  );
});
