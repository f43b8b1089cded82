import type { Archive } from "../archive/archive.ts";
import { mainPart, type Relationship, relationshipsOf } from "../archive/relationships.ts";
import { attribute, parseXml, relationshipId } from "../archive/xml.ts";
import { FIXED } from "../limits.ts";
import type { Part, Reading, Selection } from "../reading.ts";
import { Refusal, refusals } from "../refusal.ts";
import { allowOnly, type CellRange, parseRange, WHOLE_SHEET } from "../selection.ts";
import { columnsNote } from "./rows.ts";
import { readPeople, sheetComments } from "./xlsx-comments.ts";
import { readSheet, type Workbook } from "./xlsx-sheet.ts";
import { readFormats, readSharedStrings } from "./xlsx-values.ts";

type Sheet = { name: string; path: string; isHidden: boolean };

function readSheets(archive: Archive, main: string, related: readonly Relationship[]) {
  const sheets: Sheet[] = [];
  let is1904 = false;
  parseXml(archive, main, {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = /^(1|true)$/.test(attribute(attributes, "date1904") ?? "");
      if (name !== "sheet") return;
      const target = related.find(({ id }) => id === relationshipId(attributes));
      // Chart sheets and macro sheets have no cells.
      if (target?.type !== "worksheet" || !archive.has(target.path)) return;
      const isHidden = (attribute(attributes, "state") ?? "visible") !== "visible";
      sheets.push({ name: attribute(attributes, "name") ?? "", path: target.path, isHidden });
    },
  });
  return { sheets, is1904 };
}

function findSheet(sheets: readonly Sheet[], asked: string): Sheet {
  const name = asked.trim().toLowerCase();
  const found = sheets.find((sheet) => sheet.name.trim().toLowerCase() === name) ?? sheets[Number(name) - 1];
  if (found) return found;
  const next = "Ask without a sheet first: the outline names those there are.";
  throw new Refusal(refusals.badAsk("This workbook has no such sheet; nothing was read.", next));
}

/** A range may carry its sheet, as in a formula: `'Cost plan'!A1:C3`. */
function splitRange(selection: Selection): { sheet: string | undefined; range: CellRange } {
  const { sheet, range } = selection;
  if (range === undefined) return { sheet, range: WHOLE_SHEET };
  const match = /^(?:'([^']+)'|([^'!]+))!(.+)$/.exec(range.trim());
  return { sheet: sheet ?? match?.[1] ?? match?.[2], range: parseRange(match?.[3] ?? range) };
}

function* sheetParts(
  archive: Archive,
  sheets: readonly Sheet[],
  workbook: () => Workbook,
  range: CellRange,
  warnings: Set<string>,
): Generator<Part> {
  for (const { name, path, isHidden } of sheets) {
    const place = { part: `sheet=${name}`, label: name };
    yield { ...place, text: `Sheet "${name}"${isHidden ? " (hidden)" : ""}${columnsNote(range)}` };
    for (const lines of readSheet(archive, path, workbook(), range, warnings)) {
      yield { ...place, text: lines.join("\n"), continues: true };
    }
  }
}

/** An Excel workbook: its visible sheets row by row with values as shown, one sheet or range of it, and comments beside. */
export function readXlsx(archive: Archive, selection: Selection): Reading {
  allowOnly(selection, "A workbook", ["sheet", "range", "section"]);
  const main = mainPart(archive) ?? "xl/workbook.xml";
  const related = relationshipsOf(archive, main);
  const pathsOf = (type: string) =>
    related.filter((each) => each.type === type && archive.has(each.path)).map(({ path }) => path);
  const { sheets, is1904 } = readSheets(archive, main, related);
  const { sheet: askedSheet, range } = splitRange(selection);
  const visible = sheets.filter(({ isHidden }) => !isHidden);
  const warnings = new Set<string>();

  const people = readPeople(archive, pathsOf("person"));
  const comments = sheets.flatMap((sheet) => sheetComments(archive, sheet, people));
  const commentsPart: Part = { part: "section=comments", label: "Comments", text: comments.join("\n") };
  const outline = [
    ...sheets.map(({ name, isHidden }, index) => ({
      label: isHidden ? `${name} (hidden)` : name,
      // Excel allows 31 characters; a longer name is meant to flood whoever lists the sheets.
      part: `sheet=${name.length > FIXED.labelCharactersMax ? index + 1 : name}`,
    })),
    ...(comments.length > 0 ? [{ label: `Comments (${comments.length})`, part: "section=comments" }] : []),
  ];
  if (selection.section !== undefined) {
    if (selection.section.trim().toLowerCase() !== "comments" || comments.length === 0) {
      const next = "Ask for one of its sheets; the outline names them.";
      throw new Refusal(refusals.badAsk("This workbook has no such section; nothing was read.", next));
    }
    return { outline, parts: [commentsPart], warnings };
  }

  const firstOnly = range === WHOLE_SHEET ? visible : visible.slice(0, 1);
  const chosen = askedSheet === undefined ? firstOnly : [findSheet(sheets, askedSheet)];
  if (askedSheet === undefined && sheets.length > visible.length) {
    warnings.add("Hidden sheets were left out; ask for one by its name to read it.");
  }
  let loaded: Workbook | undefined;
  const workbook = () => {
    loaded ??= {
      strings: readSharedStrings(archive, pathsOf("sharedStrings")[0]),
      formats: readFormats(archive, pathsOf("styles")[0]),
      is1904,
    };
    return loaded;
  };
  function* parts(): Generator<Part> {
    yield* sheetParts(archive, chosen, workbook, range, warnings);
    if (selection.isSearch && askedSheet === undefined && comments.length > 0) yield commentsPart;
  }
  return { outline, parts: parts(), warnings };
}
