import { expect, test } from "vitest";
import { VisibleText } from "./visible-text.tsx";

const shown = (value: unknown): string => String(<VisibleText value={value} />);

test("a text is text, whatever stands in it", () => {
  expect(shown('<img src=x onerror="alert(1)">')).toBe(
    '<span class="value">&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</span>',
  );
});

test.each([
  ["a zero-width space", "a\u200bb", "U+200B"],
  ["a change of direction", "a\u202eb", "U+202E"],
  ["a tag character", "a\u{e0041}b", "U+E0041"],
  ["a control character", "a\u0007b", "U+0007"],
  ["a space that is none", "a\u00a0b", "U+00A0"],
])("%s is marked by its code point", (_, text, mark) => {
  expect(shown(text)).toContain(`<span class="unseen">invisible character </span>${mark}</span>`);
});

test("a field's name is as much data as its value", () => {
  const text = shown({ "<b>\u200b": 1 });
  expect(text).toContain("&lt;b&gt;");
  expect(text).toContain("U+200B");
});

test("nothing, an empty text and an empty list are told apart", () => {
  expect(
    [null, "", [], {}].map(shown).map((text) => /nothing|empty text|empty list|no fields/.exec(text)?.[0]),
  ).toEqual(["nothing", "empty text", "empty list", "no fields"]);
});

test("a long text and a long list fold, and stand on the page whole", () => {
  const text = `${"x".repeat(1_000)}end`;
  expect(shown(text)).toContain("<details");
  expect(shown(text)).toContain("end</span>");
  const list = shown(Array.from({ length: 40 }, (_, index) => `item ${index}`));
  expect(list).toContain("10 more");
  expect(list).toContain("item 39");
});
