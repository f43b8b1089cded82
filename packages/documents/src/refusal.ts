import type { ErrorCode } from "@gatehouse/tool";

/** A document that is not read, and why. Plain data, because it crosses from the worker to the process that asked. */
export type RefusalData = { code: ErrorCode; message: string; next: string };

/** Thrown while reading; `readDocument` makes a `ToolError` of it. Sentences are ours and never quote the document. */
export class Refusal extends Error {
  readonly data: RefusalData;

  constructor(data: RefusalData, cause?: unknown) {
    super(data.message, { cause });
    this.data = data;
  }
}

const BY_HAND = "Open it in its own program, or ask its owner for another copy.";

const mebibytes = (bytes: number) => `${Math.ceil(bytes / (1024 * 1024))} MB`;

/** One sentence for each way in which a file cannot be read. */
export const refusals = {
  tooLarge: (bytes: number, bytesMax: number): RefusalData => ({
    code: "not_allowed",
    message: `This document has ${mebibytes(bytes)}; documents of up to ${mebibytes(bytesMax)} are read. Nothing was read.`,
    next: "Open it in its own program, or ask its owner for a smaller part of it.",
  }),
  empty: (): RefusalData => ({
    code: "invalid_input",
    message: "This document is empty: it has no bytes.",
    next: "Check that it is the right one.",
  }),
  broken: (what: string): RefusalData => ({
    code: "invalid_input",
    message: `This ${what} is damaged or incomplete and cannot be read; nothing was returned.`,
    next: BY_HAND,
  }),
  protected: (): RefusalData => ({
    code: "not_allowed",
    message: "This document is protected by a password; nothing was read.",
    next: "Open it in its own program, or ask its owner for a copy without a password.",
  }),
  bomb: (): RefusalData => ({
    code: "not_allowed",
    message: "This archive would unpack to far more than a document should hold; it was not unpacked.",
    next: "Do not open it. Tell IT security where it lies.",
  }),
  tooMuch: (what: string): RefusalData => ({
    code: "not_allowed",
    message: `Reading this document takes too much ${what}; it was stopped and nothing was returned.`,
    next: "Ask for a few of its pages or one sheet, or open it in its own program.",
  }),
  interrupted: (): RefusalData => ({
    code: "upstream_unavailable",
    message: "The reader of documents was ended from outside while it read; nothing was returned.",
    next: "Wait a little, then repeat the call.",
  }),
  legacy: (what: string): RefusalData => ({
    code: "invalid_input",
    message: `This is ${what}, a format that is not read as it is; nothing was read.`,
    next: "Ask for a copy as docx, xlsx, pptx or PDF.",
  }),
  unreadable: (what: string): RefusalData => ({
    code: "invalid_input",
    message: `This is ${what}, not a text document; nothing was read.`,
    next: "Word, Excel, PowerPoint, PDF, CSV, Markdown, HTML and plain text are read.",
  }),
  badAsk: (message: string, next: string): RefusalData => ({ code: "invalid_input", message, next }),
  busy: (): RefusalData => ({
    code: "rate_limited",
    message: "Too many documents are being read at the moment; this one was not.",
    next: "Wait a few seconds, then repeat the call.",
  }),
} as const;
