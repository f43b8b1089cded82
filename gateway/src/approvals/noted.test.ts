import { expect, test } from "vitest";
import { noted } from "./noted.ts";

test("a reason is kept as it was typed, without the blanks around it", () => {
  expect(noted("  paid twice\nin May ", "needed")).toBe("paid twice\nin May");
  expect(noted("   ", "optional")).toBeUndefined();
});

test.each(["", "   ", "x".repeat(1_001), "a\u0000b", "a\u001b[2Jb"])("%j is no reason", (given) => {
  expect(() => noted(given, "needed")).toThrow(expect.objectContaining({ code: "invalid_input" }));
});
