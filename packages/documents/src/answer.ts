// Not the whole package: with its schemas, a short document would take half again as long to read.
import { cleanText, imperativeWarnings, type Oddities, oddityWarnings } from "@gatehouse/tool/clean-text";
import type { DocumentAnswer, DocumentKind, OutlineEntry } from "./document.ts";
import { FIXED } from "./limits.ts";
import type { Part, Reading } from "./reading.ts";

export type Window = { offset: number; maxCharacters: number; find: string | undefined };

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The words as a pattern: any case, and any white space between them, since PDF breaks lines anywhere. */
const patternOf = (find: string) =>
  new RegExp(find.trim().split(/\s+/).map(escapeRegExp).join("\\s+"), "giu");

/** The line around a match; of a long one only what stands near. */
function excerptAt(text: string, start: number, length: number): { excerpt: string; end: number } {
  const half = (FIXED.excerptCharactersMax - Math.min(length, FIXED.excerptCharactersMax)) / 2;
  const lineStart = text.lastIndexOf("\n", start) + 1;
  const lineBreak = text.indexOf("\n", start + length);
  const lineEnd = lineBreak === -1 ? text.length : lineBreak;
  const from = Math.max(lineStart, Math.floor(start - half));
  const end = Math.min(lineEnd, Math.ceil(start + length + half));
  const words = text
    .slice(from, end)
    .replace(/\s*\n\s*/g, " ")
    .trim();
  return { excerpt: `${from > lineStart ? "…" : ""}${words}${end < lineEnd ? "…" : ""}`, end };
}

/** The lines of a part that hold the words, each with its place; undefined where none does. */
function excerpts(part: Part, pattern: RegExp): Part | undefined {
  const found: string[] = [];
  let shownUntil = -1;
  for (const match of part.text.matchAll(pattern)) {
    if (match.index < shownUntil) continue;
    const { excerpt, end } = excerptAt(part.text, match.index, match[0].length);
    const place = part.part === "" ? "" : `[${part.part}${part.label ? ` · ${part.label}` : ""}] `;
    found.push(`${place}${excerpt}`);
    shownUntil = end;
  }
  return found.length === 0 ? undefined : { ...part, text: found.join("\n"), continues: true };
}

/** Where to stop: behind a line that ends in the second half, else behind a word near the end, never inside a character. */
function cut(text: string, end: number): number {
  if (end >= text.length) return text.length;
  const lineEnd = text.lastIndexOf("\n", end - 1);
  if (lineEnd >= end * 0.5) return lineEnd + 1;
  const wordEnd = text.lastIndexOf(" ", end - 1);
  if (wordEnd >= end * 0.8) return wordEnd + 1;
  const isInside = (text.charCodeAt(end) & 0xfc00) === 0xdc00;
  return isInside && end > 1 ? end - 1 : end;
}

function shortened(label: string, oddities: Oddities): string {
  const text = cleanText(label, oddities)
    .replace(/\s*\n\s*/g, " ")
    .trimEnd();
  const characters = [...text];
  if (characters.length <= FIXED.labelCharactersMax) return text;
  return `${characters.slice(0, FIXED.labelCharactersMax - 1).join("")}…`;
}

function shownOutline(reading: Reading, entriesMax: number, oddities: Oddities): OutlineEntry[] {
  const { outline, warnings } = reading;
  if (outline.length > entriesMax) {
    warnings.add(`The outline shows its first ${entriesMax} entries; there are more.`);
  }
  return outline.slice(0, entriesMax).map(({ label, part }) => ({
    label: shortened(label, oddities),
    part: cleanText(part, oddities),
  }));
}

/** Takes parts until the window is full and one character more tells that there is another. */
export async function answer(
  kind: DocumentKind,
  reading: Reading,
  { offset, maxCharacters, find }: Window,
  outlineEntriesMax: number,
): Promise<DocumentAnswer> {
  const oddities: Oddities = { invisible: 0, directions: 0 };
  const outline = shownOutline(reading, outlineEntriesMax, oddities);
  const pattern = find === undefined ? undefined : patternOf(find);
  // Text before the offset is counted, not kept.
  let passed = 0;
  let text = "";
  for await (const raw of reading.parts) {
    const whole: Part = {
      ...raw,
      text: cleanText(raw.text, oddities),
      label: shortened(raw.label, oddities),
    };
    const part = pattern ? excerpts(whole, pattern) : whole;
    if (!part) continue;
    const isFirst = passed === 0 && text === "";
    text += `${isFirst ? "" : part.continues ? "\n" : "\n\n"}${part.text}`;
    const skip = Math.min(offset - passed, text.length);
    text = text.slice(skip);
    passed += skip;
    if (text.length > maxCharacters) break;
  }
  const end = cut(text, maxCharacters);
  const shown = text.slice(0, end);
  const { warnings } = reading;
  if (pattern && passed === 0 && text === "") warnings.add("The words were not found in what was searched.");
  else if (offset > 0 && text === "") warnings.add("There is nothing more at this offset.");
  return {
    kind,
    outline,
    text: shown,
    ...(end < text.length && { nextOffset: offset + end }),
    warnings: [...warnings, ...oddityWarnings(oddities), ...imperativeWarnings(shown)],
  };
}
