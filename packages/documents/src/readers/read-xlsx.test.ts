import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { xlsxFile } from "../samples/office-file.ts";
import { readHere } from "../samples/read-here.ts";

const row = (number: number, ...cells: string[]) => `<row r="${number}">${cells.join("")}</row>`;
const number = (address: string, value: number, style = 0) =>
  `<c r="${address}" s="${style}"><v>${value}</v></c>`;
const text = (address: string, value: string) =>
  `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;

const STYLES = {
  "xl/styles.xml":
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd;@"/><numFmt numFmtId="165" formatCode="[$-407]#,##0.00 &quot;days&quot;"/><numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="20"/></cellXfs></styleSheet>',
};

const budget = xlsxFile([
  {
    name: "Budget",
    rows: [
      row(1, text("A1", "Item"), text("B1", "Due"), text("D1", "Amount")),
      row(2, text("A2", "Pump"), text("D2", "1200")),
      row(4, text("A4", "Pipe"), text("B4", "soon")),
    ].join(""),
  },
  { name: "Rates &amp; fees", rows: row(1, text("A1", "rate")) },
  { name: "Old", rows: row(1, text("A1", "draft")), state: "hidden" },
]);

test("gives visible sheets row by row, and all of them in the outline", async () => {
  const answer = await readHere("a.xlsx", budget);
  expect(answer.text).toBe(
    'Sheet "Budget"\n1: Item | Due |  | Amount\n2: Pump |  |  | 1200\n4: Pipe | soon\n\nSheet "Rates & fees"\n1: rate',
  );
  expect(answer.outline).toEqual([
    { label: "Budget", part: "sheet=Budget" },
    { label: "Rates & fees", part: "sheet=Rates & fees" },
    { label: "Old (hidden)", part: "sheet=Old" },
  ]);
  expect(answer.warnings).toEqual(["Hidden sheets were left out; ask for one by its name to read it."]);
});

test.each([
  [{ sheet: "rates & fees" }, 'Sheet "Rates & fees"\n1: rate'],
  [{ sheet: "2" }, 'Sheet "Rates & fees"\n1: rate'],
  [{ sheet: "Old" }, 'Sheet "Old" (hidden)\n1: draft'],
  [{ sheet: "Budget", range: "2:3" }, 'Sheet "Budget"\n2: Pump |  |  | 1200'],
  [{ sheet: "Budget", range: "B1:C4" }, 'Sheet "Budget", columns B to C\n1: Due\n4: soon'],
  [{ range: "Budget!A4:B9" }, 'Sheet "Budget", columns A to B\n4: Pipe | soon'],
  [{ range: "'Rates & fees'!A1" }, 'Sheet "Rates & fees", columns A to A\n1: rate'],
  [{ range: "1:1" }, 'Sheet "Budget"\n1: Item | Due |  | Amount'],
])("reads %j", async (ask, expected) => {
  expect((await readHere("a.xlsx", budget, ask)).text).toBe(expected);
});

test.each([
  [{ sheet: "Nothing" }, "no such sheet"],
  [{ sheet: "4" }, "no such sheet"],
  [{ pages: "1" }, "cannot be read by pages"],
  [{ section: "comments" }, "no such section"],
])("refuses %j", async (ask, sentence) => {
  await expect(readHere("a.xlsx", budget, ask)).rejects.toThrow(sentence);
});

test("shows dates, times and percentages as a person sees them, and other numbers without noise", async () => {
  const rows = row(
    1,
    number("A1", 46346, 1),
    number("B1", 46346.75, 2),
    number("C1", 0.075, 3),
    number("D1", 3, 4),
    number("E1", 1.5, 5),
    number("F1", 0.5, 6),
    number("G1", 0.1 + 0.2),
    number("H1", 1200),
  );
  const { text: shown } = await readHere("a.xlsx", xlsxFile([{ name: "S", rows }], STYLES));
  expect(shown).toBe('Sheet "S"\n1: 2026-11-20 | 2026-11-20 18:00 | 7.5% | 3 | 1.5 | 12:00 | 0.3 | 1200');
});

test("a name longer than any program allows does not flood the outline", async () => {
  const { outline } = await readHere("a.xlsx", xlsxFile([{ name: "n".repeat(50_000), rows: "" }]));
  expect(outline[0]?.part).toBe("sheet=1");
  expect(JSON.stringify(outline).length).toBeLessThan(200);
});

test("counts days from 1904 where the workbook does", async () => {
  const bytes = xlsxFile(
    [{ name: "S", rows: row(1, number("A1", 44884, 1)) }],
    STYLES,
    '<workbookPr date1904="1"/>',
  );
  expect((await readHere("a.xlsx", bytes)).text).toContain("1: 2026-11-20");
});

test("reads shared strings, truth values, errors and formulas", async () => {
  const rows =
    '<row><c t="s"><v>1</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="str"><f>A1</f><v>made</v></c><c><f>SUM(A1:A9)</f></c></row>';
  const strings =
    "<sst><si><t>no</t></si><si><r><t>two</t></r><r><t> parts</t></r><rPh><t>aid</t></rPh></si></sst>";
  const bytes = xlsxFile([{ name: "S", rows }], { "xl/sharedStrings.xml": strings });
  const { text: shown, warnings } = await readHere("a.xlsx", bytes);
  expect(shown).toBe('Sheet "S"\n1: two parts | TRUE | #REF! | made | =SUM(A1:A9)');
  expect(warnings).toHaveLength(1);
});

test("names the column after a wide gap instead of counting empty cells", async () => {
  const rows = row(1, text("A1", "a"), text("XFD1", "far")) + row(2, text("AB2", "b"));
  const { text: shown } = await readHere("a.xlsx", xlsxFile([{ name: "S", rows }]));
  expect(shown).toBe('Sheet "S"\n1: a | [XFD] far\n2: [AB] b');
});

test("keeps comments apart, and shows a thread instead of the note that repeats it", async () => {
  const bytes = xlsxFile(
    [
      {
        name: "S",
        rows: row(1, text("A1", "a")),
        links: [
          ["comments", "../comments1.xml"],
          ["threadedComment", "../threadedComments/threadedComment1.xml"],
        ],
      },
    ],
    {
      "xl/comments1.xml":
        '<comments><authors><author>Ruth</author></authors><commentList><comment ref="A1" authorId="0"><text><t>[Threaded comment] Why?</t></text></comment><comment ref="B2" authorId="0"><text><r><t>Old </t></r><r><t>note</t></r></text></comment></commentList></comments>',
      "xl/threadedComments/threadedComment1.xml":
        '<ThreadedComments><threadedComment ref="A1" personId="{1}"><text>Why?</text></threadedComment></ThreadedComments>',
      "xl/persons/person.xml": '<personList><person displayName="Amara" id="{1}"/></personList>',
    },
  );
  const { text: shown, outline } = await readHere("a.xlsx", bytes);
  expect(shown).not.toContain("Why?");
  expect(outline.at(-1)).toEqual({ label: "Comments (2)", part: "section=comments" });
  const comments = await readHere("a.xlsx", bytes, { section: "comments" });
  expect(comments.text).toBe("S!A1 Amara: Why?\nS!B2 Ruth: Old note");
});

test("reads a workbook that Excel wrote", async () => {
  const bytes = readFileSync(new URL("../samples/two-sheets.xlsx", import.meta.url));
  const { text: shown, outline } = await readHere("a.xlsx", bytes);
  expect(outline.map(({ label }) => label)).toEqual(["Sheet1", "09060124-b5e7-4717-9d07-3c046eb"]);
  expect(shown).toContain("14: 58 | 6ff4173b-42a5-4784-9b19-f49caff4d93d | 22 | 9");
  expect(shown).toContain("5: 13 | 14 | 15 | affc7dad-52dc-4b98-9b5d-51e65d8a8ad0");
});
