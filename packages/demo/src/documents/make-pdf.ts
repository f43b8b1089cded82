import PDFDocument from "pdfkit";
import type { DocumentContent, Section, Table } from "./document-content.ts";
import { pagePicture } from "./page-picture.ts";

/** Two times and the content make up the file's id; compression is left to nobody, since zlib's bytes differ between machines. */
function openPdf(title: string) {
  return new PDFDocument({
    size: "A4",
    margin: 56,
    compress: false,
    autoFirstPage: false,
    info: { Title: title, Creator: "Demo", Producer: "Demo", CreationDate: new Date(Date.UTC(2026, 0, 1)) },
  });
}

type Pdf = ReturnType<typeof openPdf>;

async function bytesOf(pdf: Pdf): Promise<Buffer> {
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  pdf.on("end", () => resolve(Buffer.concat(chunks)));
  pdf.on("error", reject);
  pdf.end();
  return promise;
}

/** The fonts every reader has know Windows-1252 and no more (ISO 32000-1, 9.6.2.2 and annex D). */
const printable = (text: string) => text.replace(/[^\u0020-\u007e\u00a0-\u00ff€–—‘’“”…•]/g, "?");

function writeTable(pdf: Pdf, rows: Table): void {
  for (const row of rows) pdf.text(printable(row.join("   ")));
}

function writeSection(pdf: Pdf, { heading, paragraphs, table }: Section): void {
  pdf.outline.addItem(printable(heading));
  pdf.fontSize(15).text(printable(heading));
  pdf.moveDown(0.5).fontSize(11);
  for (const text of paragraphs) pdf.text(printable(text)).moveDown(0.5);
  if (table) writeTable(pdf, table);
}

/** A PDF with a page and a bookmark for each section; the title, and comments as notes in the margin, stand on the first. */
export async function makePdf({ title, sections, comments = [] }: DocumentContent): Promise<Buffer> {
  const pdf = openPdf(title);
  pdf.addPage();
  pdf.fontSize(20).text(printable(title));
  pdf.moveDown();
  comments.forEach(({ author, text }, index) => {
    // pdfkit writes a string object as text, and a plain string as a name (`T` is the author: ISO 32000-1, 12.5.6.2).
    const options = { T: Object(printable(author)) } as PDFKit.Mixins.AnnotationOption;
    pdf.note(20, 40 + index * 30, 20, 20, printable(text), options);
  });
  sections.forEach((section, index) => {
    if (index > 0) pdf.addPage();
    writeSection(pdf, section);
  });
  return bytesOf(pdf);
}

/** The same pages as a scanner leaves them: pictures in which a person sees lines of text and a program finds none. */
export async function makeScan({ title, sections }: DocumentContent): Promise<Buffer> {
  const pdf = openPdf("Scan");
  for (const { heading, paragraphs } of sections) {
    pdf.addPage({ size: "A4", margin: 0 });
    pdf.image(pagePicture([title, heading, ...paragraphs]), 0, 0, { width: pdf.page.width });
  }
  return bytesOf(pdf);
}
