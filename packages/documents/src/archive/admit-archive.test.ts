import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { archiveOf, docxFile, docxParagraph, type Files, xlsxFile } from "../samples/office-file.ts";
import { admitArchive } from "./admit-archive.ts";

const MiB = 1024 * 1024;
const admit = (bytes: Buffer, limits = {}) => admitArchive(bytes, { ...LIMITS, ...limits });

const BOMB = /would unpack to far more/;
const BROKEN = /damaged or incomplete/;

/** Where the directory's record of the file with this name begins. */
function recordOf(archive: Buffer, name: string): number {
  const at = archive.lastIndexOf(name) - 46;
  expect(archive.readUInt32LE(at)).toBe(0x02014b50);
  return at;
}

test("refuses a bomb of 100 MB that another project made, within half a second and without room for it", () => {
  const bomb = readFileSync(new URL("../samples/archive-bomb.docx", import.meta.url));
  const before = process.memoryUsage().arrayBuffers;
  const start = performance.now();
  expect(() => admit(bomb)).toThrow(BOMB);
  expect(performance.now() - start).toBeLessThan(500);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MiB);
});

test.each<[what: string, files: Files, limits: object]>([
  ["too many files", { "a.xml": "", "b.xml": "", "c.xml": "" }, { entriesMax: 2 }],
  ["one file too large", { "word/document.xml": "x".repeat(2_000) }, { entryBytesMax: 1_999 }],
  ["too much in all", { "a.xml": "x".repeat(2_000), "b.xml": "x".repeat(2_000) }, { archiveBytesMax: 3_999 }],
  ["a file packed too well", { "word/document.xml": new Uint8Array(2 * MiB) }, {}],
])("refuses %s", (_, files, limits) => {
  expect(() => admit(archiveOf(files), limits)).toThrow(BOMB);
});

test("admits a large film that is only stored, and leaves it behind", () => {
  const film = new Uint8Array(3 * MiB);
  const bytes = archiveOf({ "word/document.xml": "<a/>", "word/media/film.mp4": film }, "stored");
  const { files } = admit(bytes, { entryBytesMax: 2 * MiB });
  expect(files.map(({ name }) => name)).toEqual(["word/document.xml"]);
});

test("refuses entries that share their bytes", () => {
  const bytes = archiveOf({ "word/document.xml": "<a/>", "word/styles.xml": "<b/>" });
  const first = recordOf(bytes, "word/document.xml");
  const second = recordOf(bytes, "word/styles.xml");
  bytes.writeUInt32LE(bytes.readUInt32LE(first + 42), second + 42);
  expect(() => admit(bytes)).toThrow(BOMB);
});

test("refuses two files of one name, of which each program would show another", () => {
  const bytes = archiveOf({ "word/document.xml": "<a/>", "word/documenu.xml": "<b/>" });
  bytes.write("t", recordOf(bytes, "word/documenu.xml") + 46 + "word/documen".length);
  expect(() => admit(bytes)).toThrow(BROKEN);
});

test("refuses one archive behind another, of which each program would show another", () => {
  const [one, two] = ["one", "two"].map((text) => docxFile(docxParagraph(text)));
  expect(() => admit(Buffer.concat([one as Buffer, two as Buffer]))).toThrow(BROKEN);
});

test("says of an encrypted archive that a password protects it", () => {
  const bytes = docxFile(docxParagraph("secret"));
  const record = recordOf(bytes, "word/document.xml");
  bytes.writeUInt16LE(bytes.readUInt16LE(record + 8) | 1, record + 8);
  expect(() => admit(bytes)).toThrow(/protected by a password/);
});

test("reads sizes that stand in the extra field of large archives", () => {
  const bytes = docxFile(docxParagraph("words"));
  const record = recordOf(bytes, "word/document.xml");
  const size = bytes.readUInt32LE(record + 24);
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  const nameEnd = record + 46 + bytes.readUInt16LE(record + 28);
  const longer = Buffer.concat([bytes.subarray(0, nameEnd), extra, bytes.subarray(nameEnd)]);
  longer.writeUInt16LE(12, record + 30);
  longer.writeUInt32LE(0xffffffff, record + 24);
  const end = longer.length - 22;
  longer.writeUInt32LE(longer.readUInt32LE(end + 12) + 12, end + 12);
  const file = admit(longer).files.find(({ name }) => name === "word/document.xml");
  expect(file?.bytes).toBe(size);
});

test("tells what kind of Office file it is by what is inside", () => {
  expect(admit(docxFile("")).kind).toBe("docx");
  expect(admit(xlsxFile([{ name: "A", rows: "" }])).kind).toBe("xlsx");
  expect(admit(archiveOf({ "ppt/presentation.xml": "<a/>" })).kind).toBe("pptx");
});

test.each<[files: Files, sentence: RegExp]>([
  [{ "notes.txt": "words" }, /a zip archive, not a text document/],
  [{ mimetype: "application/vnd.oasis.opendocument.text" }, /an OpenDocument file/],
  [{ "xl/workbook.bin": "x" }, /binary Excel workbook/],
  [{ "[Content_Types].xml": "<a/>", "visio/document.xml": "<a/>" }, /another kind of Office file/],
])("says plainly what an archive of %j is", (files, sentence) => {
  expect(() => admit(archiveOf(files))).toThrow(sentence);
});

test("reports macros", () => {
  expect(admit(docxFile("")).hasMacros).toBe(false);
  expect(admit(docxFile("", { "word/vbaProject.bin": "x" })).hasMacros).toBe(true);
});
