export type { DocumentContent, MadeKind } from "./document-content.ts";
export { makeDocument } from "./make-document.ts";
