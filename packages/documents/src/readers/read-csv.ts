import type { Part, Reading, Selection } from "../reading.ts";
import { allowOnly, columnLetters, parseRange, WHOLE_SHEET } from "../selection.ts";
import { columnsNote, isInRows, rowLine } from "./rows.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const SAMPLE_CHARACTERS = 20_000;
const BATCH_ROWS = 500;

/** The delimiter that the first line holds most of, outside quotes. */
function delimiterOf(text: string): string {
  const firstLine = (text.slice(0, SAMPLE_CHARACTERS).split(/\r?\n/)[0] ?? "").replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => firstLine.split(delimiter).length - 1);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** One record a turn, as RFC 4180 has it; line breaks and doubled quotes inside quotes belong to the field. */
function* csvRecords(text: string, delimiter: string): Generator<string[]> {
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = "";
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end !== -1 && text[end + 1] === '"') {
        field += text.slice(at + 1, end + 1);
        at = end + 1;
        end = text.indexOf('"', at + 1);
      }
      // A quote that nobody closed takes the rest.
      const close = end === -1 ? text.length : end;
      field += text.slice(at + 1, close);
      at = close + 1;
    }
    const start = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== "\n") at++;
    field += text.slice(start, at);
    record.push(field.endsWith("\r") ? field.slice(0, -1) : field);
    if (at < text.length && text[at] === delimiter) {
      at++;
      if (at === text.length) record.push("");
      else if (text[at] !== "\n") continue;
      else record.push("");
    }
    yield record;
    record = [];
    at++;
  }
}

/** A CSV file like a sheet without a name: rows as lines, by range where asked. */
export function readCsv(text: string, selection: Selection): Reading {
  allowOnly(selection, "A CSV file", ["range"]);
  const range = selection.range === undefined ? WHOLE_SHEET : parseRange(selection.range);
  const delimiter = delimiterOf(text);
  let rows = 0;
  let columns = 0;
  for (const record of csvRecords(text, delimiter)) {
    rows++;
    columns = Math.max(columns, record.length);
  }
  const part = `range=A1:${columnLetters(Math.max(columns, 1))}${Math.max(rows, 1)}`;
  const label = `${rows} rows, ${columns} columns`;
  function* parts(): Generator<Part> {
    let row = 0;
    let lines: string[] = [];
    let isFirst = true;
    const batch = (): Part => {
      const whole: Part = { part: "", label: "", text: lines.join("\n"), continues: !isFirst };
      isFirst = false;
      lines = [];
      return whole;
    };
    if (columnsNote(range) !== "") lines.push(`Rows${columnsNote(range)}`);
    for (const record of csvRecords(text, delimiter)) {
      row++;
      if (row > range.lastRow) break;
      if (!isInRows(row, range)) continue;
      const line = rowLine(
        row,
        record.map((field, index) => ({ column: index + 1, text: field })),
        range,
      );
      if (line !== undefined) lines.push(line);
      if (lines.length >= BATCH_ROWS) yield batch();
    }
    if (lines.length > 0) yield batch();
  }
  return { outline: rows === 0 ? [] : [{ label, part }], parts: parts(), warnings: new Set() };
}
