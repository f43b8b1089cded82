import type { Archive } from "../archive/archive.ts";
import { type Attributes, attribute, parseSteps } from "../archive/xml.ts";
import { type CellRange, columnNumber } from "../selection.ts";
import { type Cell, isInRows, rowLine } from "./rows.ts";
import { formatNumber, type readFormats } from "./xlsx-values.ts";

export type Workbook = {
  strings: readonly string[];
  formats: ReturnType<typeof readFormats>;
  is1904: boolean;
};

type OpenCell = {
  column: number;
  type: string;
  style: number;
  value: string;
  formula: string;
  isInline: boolean;
};

type State = {
  row: number;
  cells: Cell[];
  cell: OpenCell | undefined;
  target: "value" | "formula" | undefined;
  lines: string[];
  isPast: boolean;
  hasUncomputed: boolean;
};

/** What a person sees in the cell. A formula that no program has computed yet is shown as it is. */
function shownText({ type, style, value, formula, isInline }: OpenCell, workbook: Workbook): string {
  if (isInline || type === "str" || type === "e" || type === "d") return value;
  if (value === "") return formula === "" ? "" : `=${formula}`;
  if (type === "s") return workbook.strings[Number(value)] ?? "";
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  return formatNumber(value, workbook.formats[style] ?? "plain", workbook.is1904);
}

function open(state: State, name: string, attributes: Attributes): void {
  if (name === "row") {
    state.row = Number(attribute(attributes, "r") ?? state.row + 1);
    state.cells = [];
  } else if (name === "c") {
    const letters = /^[A-Z]{1,3}/i.exec(attribute(attributes, "r") ?? "")?.[0];
    state.cell = {
      // Cells may go without an address; then they follow one another (ECMA-376 part 1, 18.3.1.4).
      column: letters ? columnNumber(letters) : (state.cells.at(-1)?.column ?? 0) + 1,
      type: attribute(attributes, "t") ?? "n",
      style: Number(attribute(attributes, "s") ?? 0),
      value: "",
      formula: "",
      isInline: attribute(attributes, "t") === "inlineStr",
    };
  } else if (name === "v") state.target = "value";
  else if (name === "t" && state.cell?.isInline) state.target = "value";
  else if (name === "f") state.target = "formula";
}

function close(state: State, name: string, workbook: Workbook, range: CellRange): void {
  if (name === "v" || name === "t" || name === "f") state.target = undefined;
  else if (name === "c" && state.cell) {
    if (isInRows(state.row, range)) {
      const { column, value, formula } = state.cell;
      if (value === "" && formula !== "") state.hasUncomputed = true;
      state.cells.push({ column, text: shownText(state.cell, workbook) });
    }
    state.cell = undefined;
  } else if (name === "row") {
    const line = isInRows(state.row, range) ? rowLine(state.row, state.cells, range) : undefined;
    if (line !== undefined) state.lines.push(line);
    state.isPast = state.row >= range.lastRow;
  }
}

/** The rows of one sheet as lines, a batch at a time; reading stops behind the range. */
export function* readSheet(
  archive: Archive,
  path: string,
  workbook: Workbook,
  range: CellRange,
  warnings: Set<string>,
): Generator<string[]> {
  const state: State = {
    row: 0,
    cells: [],
    cell: undefined,
    target: undefined,
    lines: [],
    isPast: false,
    hasUncomputed: false,
  };
  const steps = parseSteps(archive, path, {
    open: (name, attributes) => open(state, name, attributes),
    close: (name) => close(state, name, workbook, range),
    text(text) {
      if (state.cell && state.target) state.cell[state.target] += text;
    },
  });
  for (const _ of steps) {
    if (state.lines.length > 0) yield state.lines.splice(0);
    if (state.isPast) break;
  }
  if (state.hasUncomputed)
    warnings.add("Some formulas were never computed; they are shown as they are, after =.");
}
