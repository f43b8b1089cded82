import { type MadeKind, makeDocument } from "@gatehouse/demo";
import type { FileContent } from "../records.ts";

const kinds: Record<string, { made: MadeKind; mediaType: string }> = {
  docx: {
    made: "docx",
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  },
  xlsx: { made: "xlsx", mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
  pdf: { made: "pdf", mediaType: "application/pdf" },
  csv: { made: "csv", mediaType: "text/csv" },
  md: { made: "md", mediaType: "text/markdown" },
  html: { made: "html", mediaType: "text/html" },
  txt: { made: "text", mediaType: "text/plain" },
};

const plain = { made: "text" as const, mediaType: "application/octet-stream" };

/** Made once per content: thousands of files are listed, few are opened. */
const made = new WeakMap<FileContent, Promise<Buffer>>();

export const mediaTypeOf = (content: FileContent): string =>
  content.kind === "bytes" ? content.mediaType : (kinds[content.extension] ?? plain).mediaType;

/** The bytes of a file; the same content gives the same bytes. */
export function renderFile(content: FileContent): Promise<Buffer> {
  const known = made.get(content);
  if (known) return known;
  const bytes = render(content);
  made.set(content, bytes);
  return bytes;
}

async function render(content: FileContent): Promise<Buffer> {
  if (content.kind === "bytes") return Buffer.from(content.base64, "base64");
  const { extension, title, paragraphs, repeatTo = 0 } = content;
  const bytes = await makeDocument((kinds[extension] ?? plain).made, {
    title,
    sections: [{ heading: "General", paragraphs }],
  });
  const times = Math.max(1, Math.ceil(repeatTo / bytes.length));
  return times === 1 ? bytes : Buffer.concat(Array.from({ length: times }, () => bytes));
}
