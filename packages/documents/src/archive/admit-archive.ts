import { type DocumentLimits, FIXED } from "../limits.ts";
import { Refusal, refusals } from "../refusal.ts";
import { type Entry, readDirectory } from "./read-directory.ts";

/** One packed file, a view into the archive: only what may be needed goes to a worker, not the whole. */
export type PackedFile = {
  name: string;
  isDeflated: boolean;
  crc: number;
  bytes: number;
  packed: Uint8Array;
};

/** Local file header: PKWARE APPNOTE 6.3.10, section 4.3.7. */
const HEADER = 0x04034b50;
const HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

const broken = () => new Refusal(refusals.broken("Office document"));
const bomb = () => new Refusal(refusals.bomb());

function refuseBombs(entries: readonly Entry[], file: Buffer, limits: DocumentLimits): void {
  let sum = 0;
  let packedSum = 0;
  for (const { method, bytes, packedBytes } of entries) {
    sum += bytes;
    packedSum += packedBytes;
    // What is only stored, as a film usually is, does not grow and is never unpacked.
    if (bytes > limits.entryBytesMax && method !== STORED) throw bomb();
    if (bytes > FIXED.ratioCheckedFromBytes && bytes > packedBytes * limits.archiveRatioMax) throw bomb();
  }
  if (sum > Math.max(limits.archiveBytesMax, file.length)) throw bomb();
  if (sum > FIXED.ratioCheckedFromBytes && sum > file.length * limits.archiveRatioMax) throw bomb();
  // Entries that share their bytes are how a small archive pretends to be a modest one many times over.
  if (packedSum > file.length) throw bomb();
}

function refuseAmbiguity(entries: readonly Entry[]): void {
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  // Two files of one name: programs disagree about which one counts, so what is read might not be what a person sees.
  if (names.size < entries.length) throw broken();
  const inOrder = [...entries].sort((one, other) => one.headerOffset - other.headerOffset);
  inOrder.forEach((entry, index) => {
    const next = inOrder[index + 1];
    if (next && entry.headerOffset + HEADER_BYTES + entry.packedBytes > next.headerOffset) throw bomb();
  });
}

function cutOut(entry: Entry, file: Buffer): PackedFile {
  const { name, method, crc, bytes, packedBytes, headerOffset, isEncrypted } = entry;
  if (isEncrypted) throw new Refusal(refusals.protected());
  if (method !== STORED && method !== DEFLATED) throw broken();
  if (headerOffset + HEADER_BYTES > file.length || file.readUInt32LE(headerOffset) !== HEADER) throw broken();
  const start =
    headerOffset + HEADER_BYTES + file.readUInt16LE(headerOffset + 26) + file.readUInt16LE(headerOffset + 28);
  if (start + packedBytes > file.length) throw broken();
  const packed = file.subarray(start, start + packedBytes);
  return { name, isDeflated: method === DEFLATED, crc, bytes, packed };
}

export type OfficeKind = "docx" | "xlsx" | "pptx";

const MAIN_PARTS: readonly [path: RegExp, kind: OfficeKind][] = [
  [/^word\/document\d*\.xml$/i, "docx"],
  [/^xl\/workbook\d*\.xml$/i, "xlsx"],
  [/^ppt\/presentation\d*\.xml$/i, "pptx"],
];

function kindOf(entries: readonly Entry[]): OfficeKind {
  const names = entries.map(({ name }) => name);
  const found = MAIN_PARTS.find(([path]) => names.some((name) => path.test(name)));
  if (found) return found[1];
  if (names.includes("xl/workbook.bin"))
    throw new Refusal(refusals.legacy("a binary Excel workbook (.xlsb)"));
  // OpenDocument and EPUB name their type in a file of this name, the first one of the archive.
  if (names.includes("mimetype")) throw new Refusal(refusals.legacy("an OpenDocument file"));
  if (names.includes("[Content_Types].xml"))
    throw new Refusal(refusals.unreadable("another kind of Office file"));
  throw new Refusal(refusals.unreadable("a zip archive"));
}

export type AdmittedArchive = { kind: OfficeKind; files: PackedFile[]; hasMacros: boolean };

/**
 * Lets an Office file in by its directory alone, or throws a `Refusal`: too many files, too large unpacked, too well packed,
 * overlapping, encrypted. Sizes may be lies; the inflater holds each file to them. Pictures, films and fonts stay behind.
 */
export function admitArchive(file: Buffer, limits: DocumentLimits): AdmittedArchive {
  const entries = readDirectory(file, limits.entriesMax).filter(({ name }) => !name.endsWith("/"));
  refuseBombs(entries, file, limits);
  refuseAmbiguity(entries);
  const kind = kindOf(entries);
  const wanted = entries.filter(({ name }) => /\.(xml|rels)$/i.test(name));
  return {
    kind,
    files: wanted.map((entry) => cutOut(entry, file)),
    hasMacros: entries.some(({ name }) => /vbaProject\.bin$/i.test(name)),
  };
}
