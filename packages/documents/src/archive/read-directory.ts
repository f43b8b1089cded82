import { Refusal, refusals } from "../refusal.ts";

/** One file of a zip archive as the central directory declares it. */
export type Entry = {
  name: string;
  method: number;
  isEncrypted: boolean;
  crc: number;
  packedBytes: number;
  bytes: number;
  headerOffset: number;
};

/** Signatures and layouts: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3. */
const END = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END = 0x06064b50;
const ZIP64_EXTRA = 0x0001;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const ENTRY_BYTES_LEAST = ENTRY_BYTES + 1;
const IN_ZIP64 = 0xffffffff;

const broken = () => new Refusal(refusals.broken("Office document"));

function findEnd(file: Buffer): number {
  const first = Math.max(0, file.length - END_BYTES - COMMENT_BYTES_MAX);
  for (let at = file.length - END_BYTES; at >= first; at--) {
    if (file.readUInt32LE(at) === END) return at;
  }
  throw broken();
}

/** A 64 bit number; one beyond 2^53 is none that a file of ours can have. */
function readLong(buffer: Buffer, at: number): number {
  const value = buffer.readBigUInt64LE(at);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw broken();
  return Number(value);
}

type Directory = { count: number; bytes: number; offset: number };

/** `at`: where the record that describes the directory stands. */
function readEnd(file: Buffer): Directory & { at: number } {
  const end = findEnd(file);
  const plain = {
    count: file.readUInt16LE(end + 10),
    bytes: file.readUInt32LE(end + 12),
    offset: file.readUInt32LE(end + 16),
  };
  const locator = end - ZIP64_LOCATOR_BYTES;
  const isZip64 = plain.count === 0xffff || plain.bytes === IN_ZIP64 || plain.offset === IN_ZIP64;
  if (!isZip64 || locator < 0 || file.readUInt32LE(locator) !== ZIP64_LOCATOR) return { ...plain, at: end };
  const at = readLong(file, locator + 8);
  if (file.readUInt32LE(at) !== ZIP64_END) throw broken();
  return {
    count: readLong(file, at + 32),
    bytes: readLong(file, at + 40),
    offset: readLong(file, at + 48),
    at,
  };
}

/** Sizes that do not fit 32 bits, or that a writer put there anyway, follow in an extra field, in this order. */
function applyZip64(entry: Entry, extra: Buffer): Entry {
  const result = { ...entry };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_EXTRA) continue;
    let value = at + 4;
    for (const field of ["bytes", "packedBytes", "headerOffset"] as const) {
      if (result[field] !== IN_ZIP64) continue;
      result[field] = readLong(extra, value);
      value += 8;
    }
  }
  return result;
}

function readEntry(file: Buffer, at: number): { entry: Entry; next: number } {
  if (file.readUInt32LE(at) !== ENTRY) throw broken();
  const nameEnd = at + ENTRY_BYTES + file.readUInt16LE(at + 28);
  const extraEnd = nameEnd + file.readUInt16LE(at + 30);
  const next = extraEnd + file.readUInt16LE(at + 32);
  if (next > file.length) throw broken();
  const entry = {
    name: file.toString("utf8", at + ENTRY_BYTES, nameEnd).replaceAll("\\", "/"),
    method: file.readUInt16LE(at + 10),
    isEncrypted: (file.readUInt16LE(at + 8) & 1) === 1,
    crc: file.readUInt32LE(at + 16),
    packedBytes: file.readUInt32LE(at + 20),
    bytes: file.readUInt32LE(at + 24),
    headerOffset: file.readUInt32LE(at + 42),
  };
  return { entry: applyZip64(entry, file.subarray(nameEnd, extraEnd)), next };
}

/**
 * The central directory of a zip archive; nothing is unpacked. Throws a `Refusal` for a file that is not one, is cut off,
 * or declares more than `entriesMax` files.
 */
export function readDirectory(file: Buffer, entriesMax: number): Entry[] {
  try {
    const { count, bytes, offset, at: end } = readEnd(file);
    if (count > entriesMax) throw new Refusal(refusals.bomb());
    // With bytes in between, as where one archive stands behind another, programs disagree about which files are meant.
    if (offset + bytes !== end || count * ENTRY_BYTES_LEAST > bytes) throw broken();
    const entries: Entry[] = [];
    for (let at = offset; entries.length < count; ) {
      const { entry, next } = readEntry(file, at);
      entries.push(entry);
      at = next;
    }
    return entries;
  } catch (error) {
    // Reading past the end of a buffer is a RangeError: offsets in the file that point nowhere.
    throw error instanceof RangeError ? broken() : error;
  }
}
