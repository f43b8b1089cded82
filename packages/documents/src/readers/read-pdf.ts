import type { getDocumentProxy } from "unpdf";
import type { OutlineEntry } from "../document.ts";
import { FIXED } from "../limits.ts";
import type { Part, Reading, Selection } from "../reading.ts";
import { Refusal, refusals } from "../refusal.ts";
import { allowOnly, parsePages } from "../selection.ts";

type PDFDocument = Awaited<ReturnType<typeof getDocumentProxy>>;
type PDFPage = Awaited<ReturnType<PDFDocument["getPage"]>>;

const BOOKMARK_DEPTH_MAX = 4;
const ERRORS_ONLY = 0;

/** Nothing is fetched, run or drawn: no fonts, no scripts of the document, no helper thread. */
const OPTIONS = {
  useSystemFonts: false,
  disableFontFace: true,
  enableXfa: false,
  stopAtErrors: false,
  verbosity: ERRORS_ONLY,
} satisfies Parameters<typeof getDocumentProxy>[1];

async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
  const { getDocumentProxy } = await import("unpdf");
  try {
    return await getDocumentProxy(bytes, OPTIONS);
  } catch (error) {
    const isLocked = error instanceof Error && error.name === "PasswordException";
    throw new Refusal(isLocked ? refusals.protected() : refusals.broken("PDF"), error);
  }
}

type Item = { str?: string; hasEOL?: boolean };

async function pageText(page: PDFPage): Promise<string> {
  const { items } = await page.getTextContent();
  let text = "";
  for (const { str, hasEOL } of items as Item[]) text += `${str ?? ""}${hasEOL ? "\n" : ""}`;
  return text.replace(/[^\S\n]+\n/g, "\n").trim();
}

type Annotation = {
  subtype?: string;
  contentsObj?: { str?: string };
  titleObj?: { str?: string };
};

/** What people wrote onto a page: notes, marks and free text; links and form fields are none of it. */
async function pageComments(page: PDFPage): Promise<string[]> {
  const annotations = (await page.getAnnotations()) as Annotation[];
  return annotations
    .filter(
      ({ subtype, contentsObj }) => subtype !== "Link" && subtype !== "Popup" && contentsObj?.str?.trim(),
    )
    .map(({ contentsObj, titleObj }) => {
      const author = titleObj?.str?.trim();
      return `Page ${page.pageNumber}: ${author ? `${author}: ` : ""}${contentsObj?.str?.trim()}`;
    });
}

type Bookmark = { title: string; dest: string | unknown[] | null; items: Bookmark[] };

async function pageOf(pdf: PDFDocument, { dest }: Bookmark): Promise<number | undefined> {
  const target = typeof dest === "string" ? await pdf.getDestination(dest) : dest;
  const reference = target?.[0];
  if (typeof reference === "number") return reference + 1;
  if (typeof reference !== "object" || reference === null) return undefined;
  return (await pdf.getPageIndex(reference as { num: number; gen: number })) + 1;
}

async function* bookmarks(pdf: PDFDocument, list: Bookmark[], depth = 0): AsyncGenerator<OutlineEntry> {
  for (const bookmark of list) {
    // A bookmark that points nowhere is a flaw of the file, not a reason to refuse it.
    const page = await pageOf(pdf, bookmark).catch(() => undefined);
    if (page !== undefined) yield { label: `${"  ".repeat(depth)}${bookmark.title}`, part: `pages=${page}` };
    if (depth + 1 < BOOKMARK_DEPTH_MAX) yield* bookmarks(pdf, bookmark.items ?? [], depth + 1);
  }
}

async function outlineOf(pdf: PDFDocument, entriesMax: number): Promise<OutlineEntry[]> {
  const count = pdf.numPages;
  const outline: OutlineEntry[] = [
    { label: count === 1 ? "1 page" : `${count} pages`, part: count === 1 ? "pages=1" : `pages=1-${count}` },
  ];
  const list = ((await pdf.getOutline().catch(() => null)) ?? []) as Bookmark[];
  for await (const entry of bookmarks(pdf, list)) {
    outline.push(entry);
    // One more than is shown, so that the answer can say that some were left out.
    if (outline.length > entriesMax) break;
  }
  return outline;
}

/** "1-3, 7" from sorted page numbers. */
function pageList(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

type Scan = { without: number[]; commented: number[] };

async function* pageParts(
  pdf: PDFDocument,
  pages: readonly number[],
  what: "text" | "comments" | "both",
  scan: Scan,
): AsyncGenerator<Part> {
  for (const number of pages) {
    const place = { part: `pages=${number}`, label: `Page ${number}` };
    const page = await pdf.getPage(number);
    const comments = await pageComments(page);
    if (what !== "comments") {
      const text = await pageText(page);
      if (text.length < FIXED.pageCharactersMin) scan.without.push(number);
      if (text !== "") yield { ...place, text: `[page ${number}]\n${text}` };
    }
    if (comments.length > 0) {
      scan.commented.push(number);
      if (what !== "text") yield { part: "section=comments", label: place.label, text: comments.join("\n") };
    }
    page.cleanup();
  }
}

function scanWarnings({ without, commented }: Scan, pagesRead: number, what: string): string[] {
  const warnings = [];
  if (without.length > 0 && without.length === pagesRead) {
    warnings.push(
      "There is no text layer: the pages are pictures, as a scanner makes them, or empty. Nothing can be read from them.",
    );
  } else if (without.length > 0) {
    warnings.push(`No text layer on page ${pageList(without)}: a picture, or empty.`);
  }
  if (commented.length > 0 && what === "text") {
    warnings.push(`Comments stand on page ${pageList(commented)}; ask for section=comments to read them.`);
  }
  return warnings;
}

/** A PDF page by page, only as far as the answer needs; bookmarks as outline, remarks of people as a section. */
export async function readPdf(
  bytes: Uint8Array,
  selection: Selection,
  outlineEntriesMax: number,
): Promise<Reading> {
  allowOnly(selection, "A PDF", ["pages", "section"]);
  const section = selection.section?.trim().toLowerCase();
  if (section !== undefined && section !== "comments") {
    const next = "A PDF is read by pages; its only section is comments. The outline names pages.";
    throw new Refusal(refusals.badAsk("This PDF has no such section; nothing was read.", next));
  }
  const pdf = await openPdf(bytes);
  const all = Array.from({ length: pdf.numPages }, (_, index) => index + 1);
  const pages = selection.pages === undefined ? all : parsePages(selection.pages, pdf.numPages, "page");
  const what = section === "comments" ? "comments" : selection.isSearch ? "both" : "text";
  const outline = await outlineOf(pdf, outlineEntriesMax);
  const warnings = new Set<string>();
  async function* parts(): AsyncGenerator<Part> {
    const scan: Scan = { without: [], commented: [] };
    let current = 0;
    try {
      for (const number of pages) {
        current = number;
        yield* pageParts(pdf, [number], what, scan);
      }
    } catch (error) {
      throw new Refusal(refusals.broken(`PDF, on page ${current},`), error);
    } finally {
      const read = pages.indexOf(current) + 1;
      for (const warning of scanWarnings(scan, read, what)) warnings.add(warning);
    }
  }
  return { outline, parts: parts(), warnings };
}
