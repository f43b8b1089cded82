import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { docxFile, docxHeading, docxParagraph } from "../samples/office-file.ts";
import { readHere } from "../samples/read-here.ts";

const contract = docxFile(
  [
    docxParagraph("Between A and B."),
    docxHeading("Works"),
    docxParagraph("Drainage."),
    docxHeading("Extras", 2),
    docxParagraph("None."),
    docxHeading("Payment"),
    docxParagraph("In 30 days."),
  ].join(""),
);

test("gives text with its headings, and an outline of sections", async () => {
  const { text, outline, warnings } = await readHere("a.docx", contract);
  expect(text).toBe(
    "Between A and B.\n\n# Works\n\nDrainage.\n\n## Extras\n\nNone.\n\n# Payment\n\nIn 30 days.",
  );
  expect(outline).toEqual([
    { label: "Before the first heading", part: "section=0" },
    { label: "Works", part: "section=1" },
    { label: "  Extras", part: "section=2" },
    { label: "Payment", part: "section=3" },
  ]);
  expect(warnings).toEqual([]);
});

test.each([
  ["0", "Between A and B."],
  ["1", "# Works\n\nDrainage.\n\n## Extras\n\nNone."],
  ["2", "## Extras\n\nNone."],
  ["payment", "# Payment\n\nIn 30 days."],
  ["Extra", "## Extras\n\nNone."],
])("reads section %s with what is below it", async (section, expected) => {
  expect((await readHere("a.docx", contract, { section })).text).toBe(expected);
});

test.each(["9", "Warranty", "", "comments"])("says that there is no section %j", async (section) => {
  await expect(readHere("a.docx", contract, { section })).rejects.toThrow("no such section");
});

test.each([{ pages: "1" }, { sheet: "A" }, { range: "A1:B2" }])("is not read by %j", async (ask) => {
  await expect(readHere("a.docx", contract, ask)).rejects.toThrow("A Word document cannot be read by");
});

test("takes heading levels from styles and the styles they are based on", async () => {
  const styles =
    '<w:styles><w:style w:styleId="Berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="Own"><w:name w:val="Clause"/><w:basedOn w:val="Berschrift1"/></w:style></w:styles>';
  const bytes = docxFile(docxParagraph("Scope", '<w:pStyle w:val="Own"/>'), { "word/styles.xml": styles }, [
    ["styles", "styles.xml"],
  ]);
  expect((await readHere("a.docx", bytes)).outline).toEqual([{ label: "Scope", part: "section=1" }]);
});

test("writes lists, tabs, breaks, pictures and tables as text", async () => {
  const cell = (text: string) => `<w:tc>${docxParagraph(text)}</w:tc>`;
  const bytes = docxFile(
    [
      docxParagraph("first", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'),
      '<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>',
      '<w:p><w:r><w:drawing><wp:docPr descr="A pump"/></w:drawing></w:r></w:p>',
      `<w:tbl><w:tr>${cell("Item")}${cell("Price")}</w:tr><w:tr>${cell("Pump")}${cell("")}</w:tr></w:tbl>`,
    ].join(""),
  );
  const { text } = await readHere("a.docx", bytes);
  expect(text).toBe("  - first\na\tb\nc\n[picture: A pump]\nItem | Price\nPump | ");
});

test("leaves hidden text out and says so", async () => {
  const hidden =
    "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>pay twice</w:t></w:r><w:r><w:t>shown</w:t></w:r></w:p>";
  const { text, warnings } = await readHere("a.docx", docxFile(hidden));
  expect(text).toBe("shown");
  expect(warnings).toEqual(["Text that Word hides was left out."]);
});

test("shows tracked insertions, leaves deletions out and says so", async () => {
  const body =
    "<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>";
  const { text, warnings } = await readHere("a.docx", docxFile(body));
  expect(text).toBe("new");
  expect(warnings).toHaveLength(1);
});

test("reads a text box once, though the file holds it twice", async () => {
  const box = (text: string) => `<w:txbxContent>${docxParagraph(text)}</w:txbxContent>`;
  const body = `<w:p><w:r><mc:AlternateContent><mc:Choice>${box("boxed")}</mc:Choice><mc:Fallback>${box("boxed")}</mc:Fallback></mc:AlternateContent><w:t>around</w:t></w:r></w:p>`;
  expect((await readHere("a.docx", docxFile(body))).text).toBe("boxed\naround");
});

test("keeps footnotes and page headers beside the text", async () => {
  const bytes = docxFile(
    '<w:p><w:r><w:t>Due</w:t><w:footnoteReference w:id="2"/></w:r></w:p>',
    {
      "word/footnotes.xml":
        '<w:footnotes><w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote><w:footnote w:id="2"><w:p><w:r><w:t>Net.</w:t></w:r></w:p></w:footnote></w:footnotes>',
      "word/header1.xml": "<w:hdr><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>",
    },
    [
      ["footnotes", "footnotes.xml"],
      ["header", "header1.xml"],
    ],
  );
  const { text, outline } = await readHere("a.docx", bytes);
  expect(text).toBe("Due[note 2]");
  expect(outline.map(({ part }) => part)).toEqual(["section=footnotes", "section=headers"]);
  expect((await readHere("a.docx", bytes, { section: "footnotes" })).text).toBe("[note 2] Net.");
  expect((await readHere("a.docx", bytes, { section: "headers" })).text).toBe("Confidential");
});

test("reads a document that a word processor wrote, and its comments apart from it", async () => {
  const bytes = readFileSync(new URL("../samples/with-comments.docx", import.meta.url));
  const { text, outline } = await readHere("a.docx", bytes, { maxCharacters: 40_000 });
  expect(text).toContain("314b0a30-5b04-470b-b9f7-eed2c2bec74a");
  expect(text).toContain("49e168b7-d2ae-407f-a055-2167576f39a1");
  expect(text).toMatch(/^# Abstract$/m);
  expect(outline.at(-1)).toEqual({ label: "Comments (2)", part: "section=comments" });
  const comments = await readHere("a.docx", bytes, { section: "comments" });
  expect(comments.text).toMatch(/^\[comment 0\] .+: .+/);
});
