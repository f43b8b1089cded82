import type { Archive } from "../archive/archive.ts";
import { mainPart, relationshipsOf } from "../archive/relationships.ts";
import type { Reading, Selection } from "../reading.ts";
import { readStory, type StorySink } from "./docx-story.ts";
import { headingLevels } from "./docx-styles.ts";
import { type Aside, createSections, readSections } from "./sections.ts";

/** Where a comment or note hangs; told in the text, and no part of a heading's name. */
const MARKS = /\[(comment|note) -?\d+\]/g;

type Notes = { label: string; text: string };

/** Comments, footnotes and headers are stories of their own; each item of one begins with the mark the main text shows. */
function readNotes(archive: Archive, paths: readonly string[], sink: StorySink, label: string): Notes {
  const lines: string[] = [];
  let marks = 0;
  for (const path of paths) {
    readStory(archive, path, {
      ...sink,
      paragraph: ({ text, mark }) => {
        if (mark !== "") marks++;
        if (text !== "" || mark !== "") lines.push(`${mark}${text}`);
      },
    });
  }
  return { label: `${label} (${marks || lines.length})`, text: lines.join("\n") };
}

/** A Word document: main text with its headings, tables as rows, and comments, notes and page headers beside it. */
export function readDocx(archive: Archive, selection: Selection): Reading {
  const main = mainPart(archive) ?? "word/document.xml";
  const related = relationshipsOf(archive, main);
  const pathsOf = (...types: string[]) =>
    related.filter(({ type, path }) => types.includes(type) && archive.has(path)).map(({ path }) => path);

  const levels = headingLevels(archive, pathsOf("styles")[0]);
  const found = { hasHidden: false, hasChanges: false };
  const { sections, line, heading } = createSections();
  const sink: StorySink = {
    found,
    paragraph({ text, style, outlineLevel, listDepth, isInTable }) {
      const level = outlineLevel ?? levels.get(style ?? "") ?? 0;
      const label = text.replace(MARKS, "").replace(/\s+/g, " ").trim();
      if (level > 0 && !isInTable && label !== "") heading(level, label, text.replace(/\s+/g, " ").trim());
      else line(listDepth === undefined ? text : `${"  ".repeat(listDepth)}- ${text}`);
    },
    row: (cells) => line(cells.join(" | ")),
  };
  readStory(archive, main, sink);

  const aside = (name: Aside["name"], label: string, ...types: string[]): Aside => ({
    name,
    ...readNotes(archive, pathsOf(...types), sink, label),
  });
  const asides = [
    aside("comments", "Comments", "comments"),
    aside("footnotes", "Footnotes and endnotes", "footnotes", "endnotes"),
    aside("headers", "Page headers and footers", "header", "footer"),
  ];
  const reading = readSections(sections, asides, selection, "A Word document");
  if (found.hasHidden) reading.warnings.add("Text that Word hides was left out.");
  if (found.hasChanges) {
    reading.warnings.add("Changes are tracked: insertions are shown, deletions are left out.");
  }
  return reading;
}
