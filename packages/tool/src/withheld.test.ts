import { expect, test } from "vitest";
import { withheldAs } from "./withheld.ts";

test("names each left out place once, and by whom", () => {
  expect(withheldAs({ vendor: ["margin", "margin"], class: new Set(["notes"]) })).toEqual({
    withheld: [
      { field: "margin", reason: "vendor" },
      { field: "notes", reason: "class" },
    ],
  });
});

test("an answer that is whole does not speak of it", () => {
  expect(withheldAs({ vendor: [], class: [] })).toEqual({});
  expect(withheldAs({})).toEqual({});
});
