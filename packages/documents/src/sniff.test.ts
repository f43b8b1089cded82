import { expect, test } from "vitest";
import { sniff } from "./sniff.ts";

const ole = (stream: string) =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.from(stream, "utf16le"),
  ]);

test.each([
  ["report.txt", "%PDF-1.7\n", "pdf"],
  ["report.pdf", "PK\u0003\u0004", "zip"],
  ["a.csv", "a,b\n", "csv"],
  ["A.TSV", "a\tb\n", "csv"],
  ["readme.md", "# Words", "md"],
  ["page.htm", "words", "html"],
  ["page", "<!DOCTYPE html><p>words", "html"],
  ["notes", "words", "text"],
  ["data.json", "{}", "text"],
])("takes %s with %j for %s", (name, content, container) => {
  expect(sniff(Buffer.from(content), name)).toBe(container);
});

test.each([
  ["contract.docx", ole("EncryptedPackage"), "protected by a password"],
  ["contract.doc", ole("EncryptedPackage"), "protected by a password"],
  ["budget.xlsx", ole("Root Entry"), "protected by a password"],
  ["contract.doc", ole("WordDocument"), "old Word document"],
  ["budget.xls", ole("Workbook"), "old Excel workbook"],
  ["talk.ppt", ole("PowerPoint Document"), "old PowerPoint presentation"],
  ["mail.msg", ole("Root Entry"), "an OLE container"],
  ["letter.rtf", Buffer.from("{\\rtf1 words}"), "an RTF document"],
  ["photo.docx", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), "a picture"],
  ["tool.txt", Buffer.from([0x4d, 0x5a, 0x90]), "a program"],
  ["data.csv", Buffer.from("a\0b"), "a binary file"],
  ["nothing.docx", Buffer.alloc(0), "has no bytes"],
])("refuses %s and says why", (name, bytes, words) => {
  expect(() => sniff(bytes, name)).toThrow(words);
});

test("takes UTF-16 for text although it is full of zero bytes", () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("words", "utf16le")]);
  expect(sniff(bytes, "notes.txt")).toBe("text");
});
