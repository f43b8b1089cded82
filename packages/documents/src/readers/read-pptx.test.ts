import { expect, test } from "vitest";
import { pptxFile, pptxShape } from "../samples/office-file.ts";
import { readHere } from "../samples/read-here.ts";

const cell = (text: string) => `<a:tc><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:tc>`;

const talk = pptxFile(
  [
    {
      shapes: pptxShape("Kick-off", "ctrTitle") + pptxShape("Welcome", "subTitle") + pptxShape("7", "sldNum"),
      links: [["notesSlide", "../notesSlides/notesSlide1.xml"]],
    },
    {
      shapes: `${pptxShape("Costs", "title")}<p:graphicFrame><a:tbl><a:tr>${cell("Item")}${cell("Price")}</a:tr><a:tr>${cell("Pump")}${cell("3")}</a:tr></a:tbl></p:graphicFrame><p:pic><p:cNvPr descr="Site plan"/></p:pic>`,
      links: [
        ["chart", "../charts/chart1.xml"],
        ["comments", "../comments/comment1.xml"],
      ],
    },
    { shapes: pptxShape("Reserve", "title"), isHidden: true },
  ],
  {
    "ppt/notesSlides/notesSlide1.xml": `<p:notes>${pptxShape("Smile", "body")}${pptxShape("1", "sldNum")}</p:notes>`,
    "ppt/charts/chart1.xml":
      "<c:chartSpace><c:title><a:t>Spend</a:t></c:title><c:ser><c:tx><c:v>2026</c:v></c:tx><c:cat><c:v>Q1</c:v><c:v>Q2</c:v></c:cat><c:val><c:v>5</c:v><c:v>8</c:v></c:val></c:ser></c:chartSpace>",
    "ppt/comments/comment1.xml": '<p:cmLst><p:cm authorId="0"><p:text>Too dear</p:text></p:cm></p:cmLst>',
    "ppt/commentAuthors.xml": '<p:cmAuthorLst><p:cmAuthor id="0" name="Ingrid"/></p:cmAuthorLst>',
  },
);

test("gives slides in order, with tables, charts and what pictures show, and leaves hidden ones out", async () => {
  const { text, outline, warnings } = await readHere("a.pptx", talk);
  expect(text).toBe(
    "# Slide 1 Kick-off [has notes]\nWelcome\n\n# Slide 2 Costs [has comments]\nItem | Price\nPump | 3\n[picture: Site plan]\n[chart: Spend]\n2026: Q1 = 5, Q2 = 8",
  );
  expect(outline).toEqual([
    { label: "1 Kick-off", part: "pages=1" },
    { label: "2 Costs", part: "pages=2" },
    { label: "3 Reserve (hidden)", part: "pages=3" },
    { label: "Speaker notes (1)", part: "section=notes" },
    { label: "Comments (on 1 slides)", part: "section=comments" },
  ]);
  expect(warnings).toEqual(["Hidden slides were left out; ask for one by its number to read it."]);
});

test.each([
  [{ pages: "3" }, "# Slide 3 Reserve (hidden)"],
  [{ section: "notes" }, "Slide 1: Smile"],
  [{ section: "comments" }, "Slide 2: Ingrid: Too dear"],
  [{ section: "notes", pages: "2" }, ""],
])("reads %j", async (ask, expected) => {
  expect((await readHere("a.pptx", talk, ask)).text).toBe(expected);
});

test("finds words in notes and comments too", async () => {
  const { text } = await readHere("a.pptx", talk, { find: "smile" });
  expect(text).toBe("[section=notes · Notes of slide 1] Slide 1: Smile");
});

test.each([
  [{ pages: "4" }, "has 3 slides"],
  [{ section: "2" }, "no such section"],
  [{ sheet: "A" }, "cannot be read by sheet"],
])("refuses %j", async (ask, sentence) => {
  await expect(readHere("a.pptx", talk, ask)).rejects.toThrow(sentence);
});
