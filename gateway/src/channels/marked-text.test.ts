import { expect, test } from "vitest";
import { marked } from "./marked-text.ts";

test("what cannot be seen is shown by its code, and breaks become blanks", () => {
  expect(marked("a\u200bb\u202ec\u0000d\u{e0041}e")).toBe("a[U+200B]b[U+202E]c[U+0000]d[U+E0041]e");
  expect(marked("one\r\ntwo\tthree\u2028four")).toBe("one two three[U+2028]four");
});

test("letters of every script stay as they are", () => {
  expect(marked("Müller & Łódź 東京 <b>")).toBe("Müller & Łódź 東京 <b>");
});

test("a long text ends in an ellipsis, never inside a character", () => {
  expect(marked("😀".repeat(10), 5)).toBe(`${"😀".repeat(4)}…`);
  expect(marked("\ud800x")).toBe("\ufffdx");
});
