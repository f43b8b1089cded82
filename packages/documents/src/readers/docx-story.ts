import type { Archive } from "../archive/archive.ts";
import { type Attributes, attribute, parseXml } from "../archive/xml.ts";

export type Paragraph = {
  text: string;
  style?: string;
  outlineLevel?: number;
  listDepth?: number;
  isInTable: boolean;
  /** Number and author, on the first paragraph of a comment or note; else empty. */
  mark: string;
};

export type StorySink = {
  paragraph(paragraph: Paragraph): void;
  row(cells: string[]): void;
  found: { hasHidden: boolean; hasChanges: boolean };
};

/** Their content is a second version of what stands elsewhere: another program's fallback, or where moved text came from. */
const SKIPPED = new Set(["Fallback", "moveFrom", "del"]);
const CHANGES = new Set(["ins", "del", "moveFrom", "moveTo"]);

type Table = { rows: string[][] };
type Cell = string[];

function createState() {
  return {
    /** Text boxes hold paragraphs inside a paragraph. */
    paragraphs: [] as Paragraph[],
    tables: [] as Table[],
    cells: [] as Cell[],
    skipDepth: 0,
    runDepth: 0,
    isText: false,
    isHidden: false,
    mark: "",
    /** Word keeps the lines that separate notes from the text among the notes. */
    isSeparator: false,
  };
}

type State = ReturnType<typeof createState>;

const isOff = (value: string | undefined) => value === "0" || value === "false" || value === "off";

function markOf(name: string, attributes: Attributes): string {
  const id = attribute(attributes, "id") ?? "?";
  const author = attribute(attributes, "author");
  return name === "comment" ? `[comment ${id}]${author ? ` ${author}: ` : " "}` : `[note ${id}] `;
}

function add(state: State, text: string): void {
  const paragraph = state.paragraphs.at(-1);
  if (paragraph && !state.isHidden) paragraph.text += text;
}

/** Elements that stand for text; `tab` also names a tab stop, which is no part of a run. */
function addElement(state: State, name: string, attributes: Attributes): void {
  if (state.runDepth === 0) return;
  if (name === "tab") add(state, "\t");
  else if (name === "br" || name === "cr") add(state, "\n");
  else if (name === "noBreakHyphen") add(state, "-");
  else if (name === "commentReference") add(state, `[comment ${attribute(attributes, "id")}]`);
  else if (name === "footnoteReference" || name === "endnoteReference") {
    add(state, `[note ${attribute(attributes, "id")}]`);
  } else if (name === "docPr" && attribute(attributes, "descr")) {
    add(state, `[picture: ${attribute(attributes, "descr")}]`);
  }
}

function setProperty(state: State, name: string, attributes: Attributes): void {
  const paragraph = state.paragraphs.at(-1);
  const value = attribute(attributes, "val");
  if (!paragraph) return;
  if (name === "pStyle" && value !== undefined) paragraph.style = value;
  else if (name === "outlineLvl" && value !== undefined) {
    const level = Number(value);
    paragraph.outlineLevel = level < 9 ? level + 1 : 0;
  } else if (name === "ilvl") paragraph.listDepth = Math.min(Number(value) || 0, 8);
  // Numbering 0 takes a paragraph out of the list that its style puts it in.
  else if (name === "numId" && value === "0") delete paragraph.listDepth;
}

function open(state: State, sink: StorySink, name: string, attributes: Attributes): void {
  if (CHANGES.has(name)) sink.found.hasChanges = true;
  if (state.skipDepth > 0 || SKIPPED.has(name)) {
    state.skipDepth++;
    return;
  }
  if (name === "p") {
    state.paragraphs.push({ text: "", isInTable: state.cells.length > 0, mark: state.mark });
    state.mark = "";
  } else if (name === "r") {
    state.runDepth++;
    state.isHidden = state.isSeparator;
  } else if (name === "t") state.isText = state.runDepth > 0;
  else if (name === "vanish" && state.runDepth > 0 && !isOff(attribute(attributes, "val"))) {
    state.isHidden = true;
    sink.found.hasHidden = true;
  } else if (name === "tbl") state.tables.push({ rows: [] });
  else if (name === "tr") state.tables.at(-1)?.rows.push([]);
  else if (name === "tc") state.cells.push([]);
  else if (name === "comment" || name === "footnote" || name === "endnote") {
    state.mark = markOf(name, attributes);
    state.isSeparator = /separator/i.test(attribute(attributes, "type") ?? "");
    if (state.isSeparator) state.mark = "";
  } else {
    addElement(state, name, attributes);
    setProperty(state, name, attributes);
  }
}

/** Into the cell around it, or out to the sink where it stands in no table. */
function endParagraph(state: State, sink: StorySink): void {
  const paragraph = state.paragraphs.pop();
  if (!paragraph) return;
  const cell = state.cells.at(-1);
  if (!cell) sink.paragraph(paragraph);
  else if (paragraph.text.trim() !== "") cell.push(paragraph.text.trim().replace(/\s*\n\s*/g, " "));
}

function endTable(state: State, sink: StorySink): void {
  const rows = state.tables.pop()?.rows ?? [];
  const outer = state.cells.at(-1);
  for (const row of rows) {
    if (outer) outer.push(row.join(" / "));
    else sink.row(row);
  }
}

function close(state: State, sink: StorySink, name: string): void {
  if (state.skipDepth > 0) {
    state.skipDepth--;
    return;
  }
  if (name === "p") endParagraph(state, sink);
  else if (name === "r") {
    state.runDepth--;
    state.isHidden = false;
  } else if (name === "t") state.isText = false;
  else if (name === "tc") {
    const cell = state.cells.pop();
    state.tables
      .at(-1)
      ?.rows.at(-1)
      ?.push(cell?.join(" ") ?? "");
  } else if (name === "tbl") endTable(state, sink);
}

/** One file of WordprocessingML in reading order (ECMA-376 part 1, 17): body, comments, notes, or a page header. */
export function readStory(archive: Archive, path: string, sink: StorySink): void {
  const state = createState();
  parseXml(archive, path, {
    open: (name, attributes) => open(state, sink, name, attributes),
    close: (name) => close(state, sink, name),
    text: (text) => {
      if (state.isText && state.skipDepth === 0) add(state, text);
    },
  });
}
