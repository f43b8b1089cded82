import type { Archive } from "../archive/archive.ts";
import { mainPart, type Relationship, relationshipsOf } from "../archive/relationships.ts";
import { parseXml, relationshipId } from "../archive/xml.ts";
import type { Part, Reading, Selection } from "../reading.ts";
import { Refusal, refusals } from "../refusal.ts";
import { allowOnly, parsePages } from "../selection.ts";
import { readAuthors, readChart, readNotes, readSlideComments } from "./pptx-beside.ts";
import { readSlide, type SlideText } from "./pptx-slide.ts";

type Slide = SlideText & { number: number; charts: string[]; notes: string; comments: string[] };

/** Paths of the slides in the order of the show. */
function slidePaths(archive: Archive, main: string, related: readonly Relationship[]): string[] {
  const paths: string[] = [];
  parseXml(archive, main, {
    open(name, attributes) {
      if (name !== "sldId") return;
      const target = related.find(({ id }) => id === relationshipId(attributes));
      if (target && archive.has(target.path)) paths.push(target.path);
    },
  });
  return paths;
}

function openSlide(
  archive: Archive,
  path: string,
  number: number,
  authors: ReadonlyMap<string, string>,
): Slide {
  const related = relationshipsOf(archive, path).filter((each) => archive.has(each.path));
  const of = (type: string) => related.filter((each) => each.type === type).map((each) => each.path);
  return {
    ...readSlide(archive, path),
    number,
    charts: of("chart").map((each) => readChart(archive, each)),
    notes: of("notesSlide")
      .map((each) => readNotes(archive, each))
      .join("\n"),
    comments: of("comments").flatMap((each) => readSlideComments(archive, each, authors)),
  };
}

const labelOf = ({ number, title, isHidden }: Slide) =>
  `${number} ${title || "(no title)"}${isHidden ? " (hidden)" : ""}`;

function slidePart(slide: Slide): Part {
  const { number, lines, charts, notes, comments } = slide;
  const beside = [notes && "notes", comments.length > 0 && "comments"].filter(Boolean).join(" and ");
  const heading = `# Slide ${labelOf(slide)}${beside ? ` [has ${beside}]` : ""}`;
  return { part: `pages=${number}`, label: labelOf(slide), text: [heading, ...lines, ...charts].join("\n") };
}

const notesPart = ({ number, notes }: Slide): Part => ({
  part: "section=notes",
  label: `Notes of slide ${number}`,
  text: `Slide ${number}: ${notes}`,
});

const commentsPart = ({ number, comments }: Slide): Part => ({
  part: "section=comments",
  label: `Comments on slide ${number}`,
  text: comments.map((comment) => `Slide ${number}: ${comment}`).join("\n"),
});

/** A PowerPoint presentation: slides as pages, with tables and charts; speaker notes and comments are sections of their own. */
export function readPptx(archive: Archive, selection: Selection): Reading {
  allowOnly(selection, "A presentation", ["pages", "section"]);
  const main = mainPart(archive) ?? "ppt/presentation.xml";
  const related = relationshipsOf(archive, main);
  const authorPaths = related.filter(({ type, path }) => /authors$/i.test(type) && archive.has(path));
  const authors = readAuthors(
    archive,
    authorPaths.map(({ path }) => path),
  );
  const slides = slidePaths(archive, main, related).map((path, index) =>
    openSlide(archive, path, index + 1, authors),
  );
  const asked =
    selection.pages === undefined ? undefined : parsePages(selection.pages, slides.length, "slide");
  const chosen = slides.filter(({ number, isHidden }) => asked?.includes(number) ?? !isHidden);
  const withNotes = slides.filter(({ notes }) => notes !== "");
  const withComments = slides.filter(({ comments }) => comments.length > 0);
  const outline = [
    ...slides.map((slide) => ({ label: labelOf(slide), part: `pages=${slide.number}` })),
    ...(withNotes.length > 0
      ? [{ label: `Speaker notes (${withNotes.length})`, part: "section=notes" }]
      : []),
    ...(withComments.length > 0
      ? [{ label: `Comments (on ${withComments.length} slides)`, part: "section=comments" }]
      : []),
  ];
  const warnings = new Set<string>();
  if (asked === undefined && slides.some(({ isHidden }) => isHidden)) {
    warnings.add("Hidden slides were left out; ask for one by its number to read it.");
  }
  const isAsked = ({ number }: Slide) => asked?.includes(number) ?? true;
  const beside = {
    notes: withNotes.filter(isAsked).map(notesPart),
    comments: withComments.filter(isAsked).map(commentsPart),
  };
  const section = selection.section?.trim().toLowerCase();
  if (section === "notes" || section === "comments") return { outline, parts: beside[section], warnings };
  if (section !== undefined) {
    const next = "Slides are read by pages; sections are notes and comments.";
    throw new Refusal(refusals.badAsk("This presentation has no such section; nothing was read.", next));
  }
  const extra = selection.isSearch ? [...beside.notes, ...beside.comments] : [];
  return { outline, parts: [...chosen.map(slidePart), ...extra], warnings };
}
