import { type DocumentContent, type MadeKind, makeDocument } from "@gatehouse/demo";
import { endingOf } from "./media-types.ts";

const made = new Set<string>(["docx", "xlsx", "pptx", "pdf", "csv", "md", "html"] satisfies MadeKind[]);

/** A file of the kind that the name's ending says. Pictures, drawings and whatever else are a few words of plain text. */
export function makeFile(name: string, content: DocumentContent): Promise<Buffer> {
  const ending = endingOf(name);
  return makeDocument(made.has(ending) ? (ending as MadeKind) : "text", content);
}
