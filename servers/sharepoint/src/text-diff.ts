import { cut } from "@gatehouse/tool";
import { LIMITS } from "./limits.ts";

export type Difference = { change: "added" | "removed"; text: string };

/** Lines that one text has and the other has not, in their order. `isCut`: the texts or the differences were too many. */
export function differences(before: string, after: string): { items: Difference[]; isCut: boolean } {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd -= 1;
    nowEnd -= 1;
  }
  const [left, right] = [old.slice(start, oldEnd), now.slice(start, nowEnd)];
  const most = LIMITS.comparedLines;
  const found = compare(left.slice(0, most), right.slice(0, most));
  return {
    items: found
      .slice(0, LIMITS.differencesMax)
      .map(({ change, text }) => ({ change, text: cut(text, LIMITS.differenceCharacters) ?? "" })),
    isCut: found.length > LIMITS.differencesMax || left.length > most || right.length > most,
  };
}

/** Blank lines come and go with every conversion. */
const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Longest common subsequence by its table: small enough for the lines that are compared, and never worse than that. */
function compare(old: readonly string[], now: readonly string[]): Difference[] {
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: Difference[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1)))
      found.push({ change: "removed", text: old[i++] ?? "" });
    else found.push({ change: "added", text: now[j++] ?? "" });
  }
  return found;
}
