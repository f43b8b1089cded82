import { deflateSync } from "node:zlib";

export type SamplePage = {
  /** Shown line by line; none leaves a page that a scanner might have made. */
  lines?: readonly string[];
  /** A remark of a person, as a note in the margin. */
  note?: { author: string; text: string };
  /** Operators instead of lines, packed once or, to a bomb, twice. */
  packed?: { operators: Uint8Array; times: 1 | 2 };
};

const content = (lines: readonly string[]) =>
  `BT /F1 12 Tf 14 TL 50 700 Td ${lines.map((line) => `(${line}) Tj T*`).join(" ")} ET`;

function stream({ lines = [], packed }: SamplePage): { dictionary: string; bytes: Uint8Array } {
  if (!packed) return { dictionary: "", bytes: Buffer.from(lines.length > 0 ? content(lines) : "") };
  const once = deflateSync(packed.operators, { level: 1 });
  return packed.times === 1
    ? { dictionary: "/Filter /FlateDecode", bytes: once }
    : { dictionary: "/Filter [/FlateDecode /FlateDecode]", bytes: deflateSync(once) };
}

/** A PDF by hand (ISO 32000-1, 7.5): catalogue, page tree and font first, then three objects a page. */
export function pdfFile(pages: readonly SamplePage[], trailer = "", bookmarks = ""): Buffer {
  const pageId = (index: number) => 5 + index * 3;
  const kids = pages.map((_, index) => `${pageId(index)} 0 R`).join(" ");
  const objects: (string | Buffer)[] = [
    `<</Type/Catalog/Pages 2 0 R${bookmarks && "/Outlines 4 0 R"}>>`,
    `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    bookmarks || "null",
  ];
  pages.forEach((page, index) => {
    const { dictionary, bytes } = stream(page);
    const id = pageId(index);
    const annotations = page.note ? `/Annots[${id + 2} 0 R]` : "";
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${id + 1} 0 R${annotations}>>`,
      Buffer.concat([
        Buffer.from(`<</Length ${bytes.length}${dictionary}>>stream\n`),
        bytes,
        Buffer.from("\nendstream"),
      ]),
      page.note
        ? `<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(${page.note.text})/T(${page.note.author})>>`
        : "null",
    );
  });
  const chunks: Buffer[] = [Buffer.from("%PDF-1.4\n")];
  const offsets: number[] = [];
  let at = chunks[0]?.length ?? 0;
  const push = (chunk: Buffer) => {
    chunks.push(chunk);
    at += chunk.length;
  };
  objects.forEach((object, index) => {
    offsets.push(at);
    push(Buffer.from(`${index + 1} 0 obj\n`));
    push(Buffer.from(object));
    push(Buffer.from("\nendobj\n"));
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  const start = at;
  push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}
