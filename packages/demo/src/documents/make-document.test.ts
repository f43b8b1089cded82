import { createHash } from "node:crypto";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import type { DocumentContent, MadeKind } from "./document-content.ts";
import { makeDocument } from "./make-document.ts";

const content: DocumentContent = {
  title: "Riverside: plan & cost",
  comments: [{ author: "Amara Osei", text: "Check the total." }],
  sections: [
    {
      heading: "Scope",
      paragraphs: ["Drainage for Tomás.", "No “extras”."],
      notes: "Smile.",
      hidden: "Unseen.",
    },
    {
      heading: "Costs/2026",
      paragraphs: [],
      table: [
        ["Item", "Due", "Amount"],
        ['Pump, "large"', "2026-11-20", 1200.5],
      ],
    },
  ],
};

/** All files of an Office document in one text. */
async function xmlOf(kind: MadeKind, made: DocumentContent = content): Promise<Record<string, string>> {
  const files = unzipSync(await makeDocument(kind, made));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const textOf = async (kind: MadeKind) => (await makeDocument(kind, content)).toString();

test.each<[kind: MadeKind, hash: string]>([
  ["docx", "d0ed25507a68"],
  ["xlsx", "eca69e46b6d2"],
  ["pptx", "c5aa3556541c"],
  ["pdf", "198953fbc917"],
  ["scan", "3d9e7099e23b"],
  ["csv", "922403605b52"],
  ["md", "300ae61c4712"],
  ["html", "c4bd2332b25a"],
  ["text", "9796469f2784"],
])("makes the same %s on every day and machine", async (kind, hash) => {
  const bytes = await makeDocument(kind, content);
  expect(createHash("sha256").update(bytes).digest("hex").slice(0, 12)).toBe(hash);
});

test("makes a Word document with headings, comments and hidden text", async () => {
  const files = await xmlOf("docx");
  const body = files["word/document.xml"] ?? "";
  expect(body).toContain('<w:pStyle w:val="Heading1"/>');
  expect(body).toContain("<w:vanish/>");
  expect(body).toContain("Pump, &quot;large&quot;");
  expect(files["word/comments.xml"]).toContain("Check the total.");
});

test("makes a workbook with real dates, numbers, and sheet names that Excel accepts", async () => {
  const files = await xmlOf("xlsx");
  expect(files["xl/workbook.xml"]).toMatch(/name="Summary".*name="Costs 2026"/);
  expect(files["xl/worksheets/sheet2.xml"]).toContain(
    '<c r="B2" s="1"><v>46346</v></c><c r="C2"><v>1200.5</v></c>',
  );
  expect(files["xl/sharedStrings.xml"]).toContain("Pump, &quot;large&quot;");
});

test("gives sheets whose names would be alike a number instead", async () => {
  const table = [["a"]];
  const alike = ["Costs", "costs", "?", "x".repeat(40)].map((heading) => ({
    heading,
    paragraphs: [],
    table,
  }));
  const { "xl/workbook.xml": workbook = "" } = await xmlOf("xlsx", { title: "T", sections: alike });
  const names = [...workbook.matchAll(/<sheet name="([^"]*)"/g)].map((match) => match[1]);
  expect(names).toEqual(["Costs", "Sheet 2", "Sheet 3", "x".repeat(31)]);
});

test("makes a presentation whose every relationship leads to a file of it", async () => {
  const files = await xmlOf("pptx");
  expect(files["ppt/notesSlides/notesSlide2.xml"]).toContain("Smile.");
  for (const [name, xml] of Object.entries(files).filter(([name]) => name.endsWith(".rels"))) {
    const from = name.replace("_rels/", "").replace(/[^/]*$/, "");
    for (const [, target = ""] of xml.matchAll(/Target="([^"]*)"/g)) {
      const path = new URL(target, `file:///${from}`).pathname.slice(1);
      expect(Object.keys(files)).toContain(path);
    }
  }
});

test("makes a PDF with text and a scan without", async () => {
  const [pdf, scan] = await Promise.all([textOf("pdf"), textOf("scan")]);
  expect(pdf).toMatch(/^%PDF-1/);
  expect(pdf).toContain("/Type /Font");
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2);
  expect(scan).toContain("/Subtype /Image");
  expect(scan).not.toContain("/Type /Font");
});

test("makes CSV of the first table", async () => {
  expect(await textOf("csv")).toBe('Item,Due,Amount\r\n"Pump, ""large""",2026-11-20,1200.5\r\n');
});

test("makes Markdown and HTML with what they hide", async () => {
  expect(await textOf("md")).toContain("## Scope\n\nDrainage for Tomás.\n\nNo “extras”.\n\n<!-- Unseen. -->");
  const html = await textOf("html");
  expect(html).toContain("<h1>Riverside: plan &amp; cost</h1>");
  expect(html).toContain('<p style="display:none">Unseen.</p>');
  expect(html).toContain("<tr><td>Pump, &quot;large&quot;</td><td>2026-11-20</td><td>1200.5</td></tr>");
});
