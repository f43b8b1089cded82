import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";

type SourceMap = { mappings: string; sourcesContent?: unknown };
type Chunk = { map?: string | SourceMap | null };

/**
 * A plugin that spares the memory of what runs: Node holds a source map as one list a statement. One statement a line tells
 * which line of which file, which is what a trace is read for.
 */
export const shortenMap = {
  name: "a short source map",
  renderChunk(code: string, chunk: Chunk) {
    if (chunk.map) {
      const map: SourceMap = typeof chunk.map === "string" ? JSON.parse(chunk.map) : chunk.map;
      delete map.sourcesContent;
      map.mappings = encode(decode(map.mappings).map(firstOf));
      chunk.map = map;
    }
    return { code };
  },
};

/** Where a line begins, and where the first of it that has a source does, if that is further on. */
function firstOf(line: SourceMapSegment[]): SourceMapSegment[] {
  const [first] = line;
  if (first === undefined) return [];
  const sourced = line.find(({ length }) => length > 1);
  return sourced === undefined || sourced === first ? [first] : [first, sourced];
}
