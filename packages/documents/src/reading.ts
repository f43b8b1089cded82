import type { DocumentAsk, OutlineEntry } from "./document.ts";

/** A piece of a document with the place it comes from; several pieces may share one place, as the rows of a long sheet do. */
export type Part = {
  /** How to ask for this place, as in an outline: `section=4`. */
  part: string;
  label: string;
  text: string;
  /** True where this piece goes on in the line after the one before, without an empty line between them. */
  continues?: boolean;
};

/** What a reader makes of a document for one question. Parts are made as they are taken, so that nobody reads a thousand pages for ten. */
export type Reading = {
  outline: OutlineEntry[];
  parts: Iterable<Part> | AsyncIterable<Part>;
  /** May grow while the parts are taken. */
  warnings: Set<string>;
};

/** The part of a question that a reader answers; the rest is done with what it yields. */
export type Selection = Pick<DocumentAsk, "pages" | "sheet" | "range" | "section"> & {
  /** True where words are searched: then what stands beside the main text is read as well. */
  isSearch: boolean;
};
