const MiB = 1024 * 1024;

/** Every bound of this package, and its default. A caller may set another value for one reading. */
export type DocumentLimits = {
  /** Size of the file as it lies in its library. */
  bytesMax: number;
  /** What an Office file, which is a zip archive, may hold: files, one file unpacked, all unpacked, unpacked to packed. */
  entriesMax: number;
  entryBytesMax: number;
  archiveBytesMax: number;
  archiveRatioMax: number;
  /** What one extraction may take beside its input, heap and buffers together. */
  memoryBytesMax: number;
  /** How long one extraction may run, the start of its process counted, waiting for its turn not. */
  extractMs: number;
  /** Longest text of one answer, and the usual one. */
  charactersMax: number;
  charactersDefault: number;
  outlineEntriesMax: number;
};

/** The sizes and times are those of the reference for reading documents safely; a library may hold files of up to 100 MB. */
export const LIMITS: Readonly<DocumentLimits> = {
  bytesMax: 25 * MiB,
  entriesMax: 2_000,
  entryBytesMax: 50 * MiB,
  archiveBytesMax: 100 * MiB,
  archiveRatioMax: 200,
  memoryBytesMax: 256 * MiB,
  extractMs: 15_000,
  charactersMax: 40_000,
  charactersDefault: 8_000,
  outlineEntriesMax: 200,
};

/** Bounds that nobody needs to change. */
export const FIXED = {
  /** Extractions at the same time in one process; what may wait for a turn, each with its file in memory, and of one person. */
  extractionsMax: 2,
  waitingMax: 24,
  waitingPerPersonMax: 4,
  /** A file smaller than this is never a bomb, whatever its ratio: plain XML of repeated cells packs very well. */
  ratioCheckedFromBytes: MiB,
  /** Packed bytes handed to the inflater at once; deflate yields at most 1,032 times as many (RFC 1951). */
  inflateStepBytes: 16 * 1024,
  xmlDepthMax: 256,
  memoryCheckMs: 50,
  labelCharactersMax: 120,
  findCharactersMax: 200,
  /** A line longer than this is quoted around the match only. */
  excerptCharactersMax: 400,
  pagesAskedMax: 500,
  /** Fewer characters than this on a PDF page, on average, mean that nobody put text on it. */
  pageCharactersMin: 10,
} as const;
