import { ToolError } from "@gatehouse/tool";
import { admitArchive } from "./archive/admit-archive.ts";
import type { DocumentAnswer, DocumentAsk } from "./document.ts";
import type { Task } from "./extract.ts";
import { type DocumentLimits, FIXED, LIMITS } from "./limits.ts";
import { Refusal, refusals } from "./refusal.ts";
import { runWorker } from "./run-worker.ts";
import { sniff } from "./sniff.ts";
import { createTurns } from "./turns.ts";

/** One file and what to read of it. */
export type DocumentRequest = {
  /** The file's name; decides between kinds of text and tells a protected Office file from an old one. Never repeated. */
  name: string;
  /** Not changed, and free again once the promise is settled. */
  bytes: Uint8Array;
  ask?: DocumentAsk | undefined;
  limits?: Partial<DocumentLimits> | undefined;
  /** Who asks: one person's readings wait behind those of others and never fill the queue. Absent, only the common bound holds. */
  person?: string | undefined;
  /** Ends the extraction at once, process and all. */
  signal: AbortSignal;
};

const takeTurn = createTurns({ ...FIXED, activeMax: FIXED.extractionsMax });

/** Outlines give parts as `section=4`; a model that repeats that as a whole means the 4. */
const bare = (value: string | undefined, argument: string) =>
  value?.startsWith(`${argument}=`) ? value.slice(argument.length + 1) : value;

function selectionOf(ask: DocumentAsk): Task["selection"] {
  return {
    pages: bare(ask.pages, "pages"),
    sheet: bare(ask.sheet, "sheet"),
    range: bare(ask.range, "range"),
    section: bare(ask.section, "section"),
    isSearch: ask.find !== undefined,
  };
}

function windowOf({ find, offset = 0, maxCharacters }: DocumentAsk, limits: DocumentLimits): Task["window"] {
  const most = maxCharacters ?? limits.charactersDefault;
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(most) || most < 1) {
    const next = "Give whole numbers: offset from 0, maxCharacters from 1.";
    throw new Refusal(refusals.badAsk("The place to read is not understood; nothing was read.", next));
  }
  if (find !== undefined && (find.trim() === "" || find.length > FIXED.findCharactersMax)) {
    const next = `Give 1 to ${FIXED.findCharactersMax} characters.`;
    throw new Refusal(refusals.badAsk("The words to find are missing or too long; nothing was read.", next));
  }
  return { offset, maxCharacters: Math.min(most, limits.charactersMax), find };
}

const MACROS_WARNING = "The document contains macros; they were not read and not run.";

/** Everything that can be refused without reading is refused here, on the directory and the first bytes. */
function admit({ name, bytes }: DocumentRequest, limits: DocumentLimits) {
  if (bytes.length > limits.bytesMax) throw new Refusal(refusals.tooLarge(bytes.length, limits.bytesMax));
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = sniff(file, name);
  if (kind !== "zip") return { kind, input: { bytes }, hasMacros: false };
  const archive = admitArchive(file, limits);
  return { kind: archive.kind, input: { files: archive.files }, hasMacros: archive.hasMacros };
}

async function read(request: DocumentRequest): Promise<DocumentAnswer> {
  const { ask = {}, person, signal } = request;
  const limits = { ...LIMITS, ...request.limits };
  const selection = selectionOf(ask);
  const window = windowOf(ask, limits);
  signal.throwIfAborted();
  const { kind, input, hasMacros } = admit(request, limits);
  const release = await takeTurn(signal, person);
  try {
    const task = { kind, input, selection, window, outlineEntriesMax: limits.outlineEntriesMax };
    const answer = await runWorker(task, limits, signal);
    return hasMacros ? { ...answer, warnings: [MACROS_WARNING, ...answer.warnings] } : answer;
  } finally {
    release();
  }
}

/**
 * Reads one Word, Excel, PowerPoint, PDF, CSV, Markdown, HTML or text file, or the part of it that was asked for. Throws `ToolError`:
 * `invalid_input` for a broken, foreign or legacy file and for a part that is not there, `not_allowed` for one that is too large,
 * protected, an archive bomb, or too costly to read, `rate_limited` where too many wait, `upstream_unavailable` where somebody ended
 * the reading process. An abort rejects with the signal's reason.
 */
export async function readDocument(request: DocumentRequest): Promise<DocumentAnswer> {
  try {
    return await read(request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, next } = error.data;
    throw new ToolError(code, message, { next, cause: error.cause });
  }
}
