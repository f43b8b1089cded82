/** A part of a Graph address: a name between slashes, or a path between colons. */
export type Segment = { name: string } | { path: string[] };

/**
 * Reads the address behind `/v1.0/`, still percent-encoded: `drives/b!x/root:/Contract/a.docx:/content` is `drives`, `b!x`, `root`, the path
 * `Contract/a.docx`, `content`. Undefined when it cannot be decoded.
 */
export function splitPath(raw: string): Segment[] | undefined {
  const segments: Segment[] = [];
  let path: string[] | undefined;
  try {
    for (const part of raw.split("/")) {
      if (part === "" && path === undefined) continue;
      const isEdge = part.endsWith(":");
      const name = decodeURIComponent(isEdge ? part.slice(0, -1) : part);
      if (path) {
        if (name !== "") path.push(name);
        if (isEdge) path = undefined;
      } else {
        segments.push({ name });
        if (isEdge) {
          path = [];
          segments.push({ path });
        }
      }
    }
  } catch {
    return undefined;
  }
  return segments;
}
