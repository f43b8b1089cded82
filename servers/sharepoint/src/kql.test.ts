import { expect, test } from "vitest";
import { kql } from "./kql.ts";

test("plain words stay as they are and a quoted phrase stays one", () => {
  expect(kql({ words: 'retaining  wall "change order"' })).toBe('retaining wall "change order"');
});

test.each([
  ['wall" OR path:"x', 'wall "OR path:" x'],
  ["author:ann", '"author:ann"'],
  ["a AND NOT b", 'a "AND" "NOT" b'],
  ["(secret) OR *", '"(secret)" "OR"'],
  ["wall;drop", '"wall;drop"'],
  ["J-24031", '"J-24031"'],
  ["filetype=pdf XRANK(cb=9) x", '"filetype=pdf" "XRANK(cb=9)" x'],
  ["and or not", "and or not"],
  ["Größe 北", "Größe 北"],
  ["wall” author:“bob”", '"wall" "author: bob"'],
])("%s reads as words and nothing else", (words, query) => {
  expect(kql({ words })).toBe(query);
});

test("no text leaves the quotation marks of its restriction", () => {
  const query = kql({
    words: "x",
    author: 'ann" OR author:"bob',
    site: 'https://host/sites/a" OR path:"https://host',
    fileTypes: ['pdf" OR filetype:"exe'],
  });
  expect(query.split('"')).toHaveLength(7);
  expect(query).toBe(
    'x (filetype:"pdf  OR filetype: exe") path:"https://host/sites/a  OR path: https://host/" author:"ann  OR author: bob"',
  );
});

test("restrictions follow the words", () => {
  const query = kql({
    words: "wall",
    isDocument: true,
    fileTypes: ["pdf", "docx"],
    modifiedAfter: "2026-01-01",
    modifiedBefore: "2026-02-01",
  });
  expect(query).toBe(
    'wall isDocument=true (filetype:"pdf" OR filetype:"docx") LastModifiedTime>=2026-01-01 LastModifiedTime<=2026-02-01',
  );
});

test.each(["", "  ", '""', "*", "()", '"*"'])("%j holds no word", (words) => {
  expect(() => kql({ words })).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test("what is no date is refused", () => {
  expect(() => kql({ words: "x", modifiedAfter: "2026 OR y" })).toThrow(/date/);
});

test.each([['""'], [" * "], ["“”"]])("an author without a word (%s) is refused, not left out", (author) => {
  expect(() => kql({ words: "x", author })).toThrow(expect.objectContaining({ code: "invalid_input" }));
});
