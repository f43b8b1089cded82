/** "scan" is a PDF of pictures, without a text layer; "text" is a plain text file. */
export type MadeKind = "docx" | "xlsx" | "pptx" | "pdf" | "scan" | "csv" | "md" | "html" | "text";

/** The first row names the columns. A text like 2026-11-20 becomes a real date where the kind has dates. */
export type Table = readonly (readonly (string | number)[])[];

export type Section = {
  heading: string;
  paragraphs: readonly string[];
  table?: Table;
  /** What the speaker says: presentations only. */
  notes?: string;
  /** What a program reads and a person does not see: hidden text in docx and html, a comment in md. Other kinds leave it out. */
  hidden?: string;
};

/** What a made document says, whatever its kind. */
export type DocumentContent = {
  title: string;
  /** A Word heading, a page, a slide, or a sheet each. */
  sections: readonly Section[];
  /** Remarks of readers: Word comments, and notes on the first page of a PDF. Other kinds leave them out. */
  comments?: readonly { author: string; text: string }[];
};
