import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pdfFile } from "../samples/pdf-file.ts";
import { readHere } from "../samples/read-here.ts";

const contract = pdfFile([
  { lines: ["Service contract", "between A and B"] },
  { lines: ["Payment within", "thirty days"], note: { author: "Ruth", text: "Too long" } },
  {},
]);

test("gives pages with their numbers, and names those without text and those with comments", async () => {
  const { text, outline, warnings } = await readHere("a.pdf", contract);
  expect(text).toBe("[page 1]\nService contract\nbetween A and B\n\n[page 2]\nPayment within\nthirty days");
  expect(outline).toEqual([{ label: "3 pages", part: "pages=1-3" }]);
  expect(warnings).toEqual([
    "No text layer on page 3: a picture, or empty.",
    "Comments stand on page 2; ask for section=comments to read them.",
  ]);
});

test.each([
  [{ pages: "2" }, "[page 2]\nPayment within\nthirty days"],
  [{ section: "comments" }, "Page 2: Ruth: Too long"],
  [{ find: "within thirty" }, "[pages=2 · Page 2] Payment within thirty days"],
  [{ find: "too long" }, "[section=comments · Page 2] Page 2: Ruth: Too long"],
])("reads %j", async (ask, expected) => {
  expect((await readHere("a.pdf", contract, ask)).text).toBe(expected);
});

test("says of a scanned document that it has no text layer", async () => {
  const { text, warnings } = await readHere("scan.pdf", pdfFile([{}, {}]));
  expect(text).toBe("");
  expect(warnings[0]).toContain("no text layer");
});

test("takes bookmarks into the outline, with their pages", async () => {
  // The bookmark is written into the dictionary of the outline itself: object 4, whose first and last child is a page object's number.
  const bookmarks = "<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>";
  const bytes = pdfFile([{ lines: ["first page"] }, { lines: ["second page"] }], "", bookmarks);
  const withItem = Buffer.from(
    bytes
      .toString("latin1")
      .replace("7 0 obj\nnull\n", "7 0 obj<</Title(Terms)/Parent 4 0 R/Dest[8 0 R/Fit]>>\n"),
    "latin1",
  );
  const { outline } = await readHere("a.pdf", withItem);
  expect(outline).toEqual([
    { label: "2 pages", part: "pages=1-2" },
    { label: "Terms", part: "pages=2" },
  ]);
});

test("says of an encrypted PDF that a password protects it", async () => {
  const value = "0".repeat(64);
  const encryption = `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${value}>/U<${value}>>>`;
  await expect(readHere("a.pdf", pdfFile([{ lines: ["secret"] }], encryption))).rejects.toThrow("password");
});

test.each([
  [{ pages: "4" }, "has 3 pages"],
  [{ section: "1" }, "no such section"],
  [{ range: "A1" }, "cannot be read by range"],
])("refuses %j", async (ask, sentence) => {
  await expect(readHere("a.pdf", contract, ask)).rejects.toThrow(sentence);
});

test("reads a PDF that a printing program wrote", async () => {
  const bytes = readFileSync(new URL("../samples/booking.pdf", import.meta.url));
  const { text } = await readHere("booking.pdf", bytes);
  expect(text).toContain("STARLIGHT CINEMAS");
  expect(text).toContain("12/20/24 12/31/24 48 $12,500.00 $11,250.00");
});
