export type { DocumentAnswer, DocumentAsk, DocumentKind, OutlineEntry } from "./document.ts";
export type { DocumentLimits } from "./limits.ts";
export { type DocumentRequest, readDocument } from "./read-document.ts";
