import { answer } from "./answer.ts";
import type { PackedFile } from "./archive/admit-archive.ts";
import { type Archive, openArchive } from "./archive/archive.ts";
import type { DocumentAnswer, DocumentKind } from "./document.ts";
import { decodeText, GUESS_WARNING } from "./readers/decode-text.ts";
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

type Reader = (task: Task) => Reading | Promise<Reading>;

const office =
  (read: (archive: Archive, selection: Selection) => Reading): Reader =>
  ({ input, selection }) => {
    if (!("files" in input)) throw new Error("An Office document came without its files.");
    return read(openArchive(input.files), selection);
  };

const whole =
  (read: (bytes: Uint8Array, task: Task) => Reading | Promise<Reading>): Reader =>
  (task) => {
    if (!("bytes" in task.input)) throw new Error("A document came without its bytes.");
    return read(task.input.bytes, task);
  };

const text = (read: (text: string, selection: Selection) => Reading): Reader =>
  whole((bytes, { selection }) => {
    const { text, isGuess } = decodeText(bytes);
    const reading = read(text, selection);
    if (isGuess) reading.warnings.add(GUESS_WARNING);
    return reading;
  });

const READERS: Record<DocumentKind, () => Promise<Reader>> = {
  docx: async () => office((await import("./readers/read-docx.ts")).readDocx),
  xlsx: async () => office((await import("./readers/read-xlsx.ts")).readXlsx),
  pptx: async () => office((await import("./readers/read-pptx.ts")).readPptx),
  pdf: async () => {
    const { readPdf } = await import("./readers/read-pdf.ts");
    return whole((bytes, { selection, outlineEntriesMax }) => readPdf(bytes, selection, outlineEntriesMax));
  },
  csv: async () => text((await import("./readers/read-csv.ts")).readCsv),
  md: async () => text((await import("./readers/read-markdown.ts")).readMarkdown),
  html: async () => text((await import("./readers/read-html.ts")).readHtml),
  text: async () => text((await import("./readers/read-text.ts")).readText),
};

/** Loads the code that reads one kind; the other kinds' code is more than a small document takes to read. */
export const loadReader = (kind: DocumentKind): Promise<Reader> => READERS[kind]();

const words = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/**
 * Reads one admitted document and never throws: what went wrong is told in the outcome, so that it can cross to another process.
 * The input is not trusted, so this runs in a worker with limits; only tests run it as it is.
 */
export async function extract(task: Task): Promise<Outcome> {
  try {
    const read = await loadReader(task.kind);
    const reading = await read(task);
    return { answer: await answer(task.kind, reading, task.window, task.outlineEntriesMax) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.data, cause: words(error.cause) };
    return { failure: words(error) };
  }
}
