import { answer } from "./answer.ts";
import type { PackedFile } from "./archive/admit-archive.ts";
import { openArchive } from "./archive/archive.ts";
import type { DocumentAnswer, DocumentKind } from "./document.ts";
import { decodeText, GUESS_WARNING } from "./readers/decode-text.ts";
import { readCsv } from "./readers/read-csv.ts";
import { readDocx } from "./readers/read-docx.ts";
import { readHtml } from "./readers/read-html.ts";
import { readMarkdown } from "./readers/read-markdown.ts";
import { readPdf } from "./readers/read-pdf.ts";
import { readPptx } from "./readers/read-pptx.ts";
import { readText } from "./readers/read-text.ts";
import { readXlsx } from "./readers/read-xlsx.ts";
import type { Reading, Selection } from "./reading.ts";
import { Refusal, type RefusalData } from "./refusal.ts";

/** What a worker is given: the packed files of an Office document, or the bytes of any other. */
export type Task = {
  kind: DocumentKind;
  input: { files: PackedFile[] } | { bytes: Uint8Array };
  selection: Selection;
  window: { offset: number; maxCharacters: number; find: string | undefined };
  outlineEntriesMax: number;
};

export type Outcome =
  | { answer: DocumentAnswer }
  | { refusal: RefusalData; cause: string }
  | { failure: string };

function readOffice(kind: DocumentKind, files: PackedFile[], selection: Selection): Reading {
  const archive = openArchive(files);
  if (kind === "docx") return readDocx(archive, selection);
  return kind === "xlsx" ? readXlsx(archive, selection) : readPptx(archive, selection);
}

const TEXT_READERS = { csv: readCsv, md: readMarkdown, html: readHtml, text: readText };

function readTexts(kind: keyof typeof TEXT_READERS, bytes: Uint8Array, selection: Selection): Reading {
  const { text, isGuess } = decodeText(bytes);
  const reading = TEXT_READERS[kind](text, selection);
  if (isGuess) reading.warnings.add(GUESS_WARNING);
  return reading;
}

async function read({ kind, input, selection, outlineEntriesMax }: Task): Promise<Reading> {
  if ("files" in input) return readOffice(kind, input.files, selection);
  if (kind === "pdf") return await readPdf(input.bytes, selection, outlineEntriesMax);
  return readTexts(kind as keyof typeof TEXT_READERS, input.bytes, selection);
}

const words = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * Reads one admitted document and never throws: what went wrong is told in the outcome, so that it can cross to another process.
 * The input is not trusted, so this runs in a worker with limits; only tests run it as it is.
 */
export async function extract(task: Task): Promise<Outcome> {
  try {
    const reading = await read(task);
    return { answer: await answer(task.kind, reading, task.window, task.outlineEntriesMax) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.data, cause: words(error.cause) };
    return { failure: words(error) };
  }
}
