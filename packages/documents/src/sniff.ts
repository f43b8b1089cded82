import type { DocumentKind } from "./document.ts";
import { Refusal, refusals } from "./refusal.ts";

/** What the first bytes say. An Office file is known for sure only once its directory is read. */
export type Container = "zip" | "pdf" | Extract<DocumentKind, "csv" | "md" | "html" | "text">;

const startsWith = (bytes: Uint8Array, ...magic: number[]) =>
  magic.every((byte, index) => bytes[index] === byte);

const extensionOf = (name: string) => /\.([a-z0-9]{1,8})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? "";

/** In an OLE container the directory names its streams in UTF-16 (MS-CFB 2.6.1). */
const utf16 = (name: string) => Buffer.from(name, "utf16le");

const LEGACY_STREAMS = [
  ["WordDocument", "an old Word document (.doc)"],
  ["Workbook", "an old Excel workbook (.xls)"],
  ["PowerPoint Document", "an old PowerPoint presentation (.ppt)"],
] as const;

/** OLE holds the old Office formats, mails and drawings, and every Office file of today that a password encrypts (MS-OFFCRYPTO 2.3). */
function refuseOle(bytes: Buffer, name: string): never {
  const isNewName = /^(doc|dot|xls|xlt|ppt|pot|pps)[xm]$/.test(extensionOf(name));
  if (isNewName || bytes.includes(utf16("EncryptedPackage"))) throw new Refusal(refusals.protected());
  const legacy = LEGACY_STREAMS.find(([stream]) => bytes.includes(utf16(stream)));
  throw new Refusal(legacy ? refusals.legacy(legacy[1]) : refusals.unreadable("an OLE container"));
}

const FOREIGN: readonly [magic: readonly number[], what: string][] = [
  [[0x89, 0x50, 0x4e, 0x47], "a picture"],
  [[0xff, 0xd8, 0xff], "a picture"],
  [[0x47, 0x49, 0x46, 0x38], "a picture"],
  [[0x49, 0x49, 0x2a, 0x00], "a picture"],
  [[0x4d, 0x4d, 0x00, 0x2a], "a picture"],
  [[0x1f, 0x8b], "a compressed file"],
  [[0x37, 0x7a, 0xbc, 0xaf], "an archive"],
  [[0x52, 0x61, 0x72, 0x21], "an archive"],
  [[0x4d, 0x5a], "a program"],
  [[0x7f, 0x45, 0x4c, 0x46], "a program"],
];

const TEXT_KINDS: Record<string, Extract<Container, "csv" | "md" | "html">> = {
  csv: "csv",
  tsv: "csv",
  md: "md",
  markdown: "md",
  html: "html",
  htm: "html",
};

/** UTF-16 text is full of zero bytes, but it starts with its mark; any other text has none. */
function looksBinary(bytes: Buffer): boolean {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return false;
  return bytes.subarray(0, 8_192).includes(0);
}

/** Tells by the first bytes how a file is to be read, and throws a `Refusal` where it is not. A name only decides between kinds of text. */
export function sniff(bytes: Buffer, name: string): Container {
  if (bytes.length === 0) throw new Refusal(refusals.empty());
  if (startsWith(bytes, 0x50, 0x4b)) return "zip";
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) refuseOle(bytes, name);
  // The mark of a PDF may stand anywhere in the first 1,024 bytes (ISO 32000-1, annex H, note 13).
  if (bytes.subarray(0, 1_024).includes("%PDF-")) return "pdf";
  const foreign = FOREIGN.find(([magic]) => startsWith(bytes, ...magic));
  if (foreign) throw new Refusal(refusals.unreadable(foreign[1]));
  if (startsWith(bytes, 0x7b, 0x5c, 0x72, 0x74, 0x66)) throw new Refusal(refusals.legacy("an RTF document"));
  if (looksBinary(bytes)) throw new Refusal(refusals.unreadable("a binary file"));
  const isHtml = /^\s*(<!doctype html|<html[\s>])/i.test(bytes.subarray(0, 1_024).toString("latin1"));
  return TEXT_KINDS[extensionOf(name)] ?? (isHtml ? "html" : "text");
}
