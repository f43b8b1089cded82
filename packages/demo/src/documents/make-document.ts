import type { DocumentContent, MadeKind } from "./document-content.ts";
import { makeDocx } from "./make-docx.ts";
import { makePdf, makeScan } from "./make-pdf.ts";
import { makeCsv, makeHtml, makeMarkdown, makeText } from "./make-plain.ts";
import { makePptx } from "./make-pptx.ts";
import { makeXlsx } from "./make-xlsx.ts";

const MAKERS: Record<MadeKind, (content: DocumentContent) => Buffer | Promise<Buffer>> = {
  docx: makeDocx,
  xlsx: makeXlsx,
  pptx: makePptx,
  pdf: makePdf,
  scan: makeScan,
  csv: makeCsv,
  md: makeMarkdown,
  html: makeHtml,
  text: makeText,
};

/** A file of the kind asked for. The same content gives the same bytes on every machine and day, so sizes and hashes may be relied on. */
export async function makeDocument(kind: MadeKind, content: DocumentContent): Promise<Buffer> {
  return MAKERS[kind](content);
}
