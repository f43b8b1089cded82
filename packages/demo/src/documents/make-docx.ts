import {
  CommentRangeEnd,
  CommentRangeStart,
  CommentReference,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from "docx";
import { strFromU8, unzipSync } from "fflate";
import type { DocumentContent, Table as Rows, Section } from "./document-content.ts";
import { zipFiles } from "./zip-files.ts";

const FIXED_TIME = "2026-01-01T00:00:00Z";

function tableOf(rows: Rows): Table {
  return new Table({
    rows: rows.map(
      (cells) =>
        new TableRow({
          children: cells.map((cell) => new TableCell({ children: [new Paragraph(String(cell))] })),
        }),
    ),
  });
}

function sectionBlocks({ heading, paragraphs, table, hidden }: Section): (Paragraph | Table)[] {
  return [
    new Paragraph({ text: heading, heading: HeadingLevel.HEADING_1 }),
    ...paragraphs.map((text) => new Paragraph(text)),
    ...(hidden === undefined
      ? []
      : [new Paragraph({ children: [new TextRun({ text: hidden, vanish: true })] })]),
    ...(table ? [tableOf(table)] : []),
  ];
}

/** A Word document: title, then a heading of level 1 for each section; comments hang on the title. */
export async function makeDocx({ title, sections, comments = [] }: DocumentContent): Promise<Buffer> {
  const ids = comments.map((_, id) => id);
  const document = new Document({
    title,
    creator: "Demo",
    lastModifiedBy: "Demo",
    comments: {
      children: comments.map(({ author, text }, id) => ({
        id,
        author,
        date: new Date(FIXED_TIME),
        children: [new Paragraph(text)],
      })),
    },
    sections: [
      {
        children: [
          new Paragraph({
            heading: HeadingLevel.TITLE,
            children: [
              ...ids.map((id) => new CommentRangeStart(id)),
              new TextRun(title),
              ...ids.map((id) => new CommentRangeEnd(id)),
              ...ids.map((id) => new TextRun({ children: [new CommentReference(id)] })),
            ],
          }),
          ...sections.flatMap(sectionBlocks),
        ],
      },
    ],
  });
  // The library writes the present time into the properties and into the archive itself.
  const files: Record<string, string | Uint8Array> = unzipSync(await Packer.toBuffer(document));
  const properties = strFromU8(files["docProps/core.xml"] as Uint8Array);
  files["docProps/core.xml"] = properties.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, FIXED_TIME);
  return zipFiles(files);
}
