import type { Archive } from "./archive.ts";
import { parseXml } from "./xml.ts";

/** How one file of an Office document points at another; `type` is the last word of the relationship's type. */
export type Relationship = { id: string; type: string; path: string };

/** A target relative to the file that names it; it cannot leave the archive, where it would find nothing anyway. */
function resolve(from: string, target: string): string {
  const segments = target.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const segment of target.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return segments.join("/");
}

/** The relationships of one file, those that point out of the document left out (ECMA-376 part 2, 9.3). */
export function relationshipsOf(archive: Archive, path: string): Relationship[] {
  const slash = path.lastIndexOf("/");
  const file = `${path.slice(0, slash + 1)}_rels/${path.slice(slash + 1)}.rels`;
  const result: Relationship[] = [];
  if (!archive.has(file)) return result;
  parseXml(archive, file, {
    open(name, { Id, Type, Target, TargetMode }) {
      if (name !== "Relationship" || TargetMode === "External" || !Id || !Type || !Target) return;
      result.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), path: resolve(path, Target) });
    },
  });
  return result;
}

/** The file with which reading begins, whatever the program that wrote the document called it. */
export function mainPart(archive: Archive): string | undefined {
  return relationshipsOf(archive, "").find(({ type }) => type === "officeDocument")?.path;
}
