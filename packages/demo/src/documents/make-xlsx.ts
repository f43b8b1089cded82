import type { DocumentContent, Table } from "./document-content.ts";
import { contentTypesXml, escapeXml, relationshipsXml, XML_HEAD } from "./xml.ts";
import { zipFiles } from "./zip-files.ts";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Style 1 shows a day number as a date; format 14 is built in (ECMA-376 part 1, 18.8.30). */
const STYLES = `${XML_HEAD}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;

type Sheet = { name: string; rows: Table };

/** Excel's rules for names: at most 31 characters, none of []:*?/\ and no two alike. */
function nameSheets(sheets: readonly Sheet[]): Sheet[] {
  const taken = new Set<string>();
  return sheets.map(({ name, rows }, index) => {
    const plain = name
      .replace(/[[\]:*?/\\]/g, " ")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 31)
      .trim();
    const free = plain === "" || taken.has(plain.toLowerCase()) ? `Sheet ${index + 1}` : plain;
    taken.add(free.toLowerCase());
    return { name: free, rows };
  });
}

/** Words of the document on a sheet of their own, then each section that has a table on another. */
function sheetsOf({ title, sections }: DocumentContent): Sheet[] {
  const words = sections.flatMap(({ heading, paragraphs }) => paragraphs.map((text) => [heading, text]));
  const tables = sections.flatMap(({ heading, table }) => (table ? [{ name: heading, rows: table }] : []));
  const hasWords = words.length > 0 || tables.length === 0;
  return nameSheets([...(hasWords ? [{ name: "Summary", rows: [[title], ...words] }] : []), ...tables]);
}

function columnLetters(number: number): string {
  const rest = Math.floor((number - 1) / 26);
  return (rest > 0 ? columnLetters(rest) : "") + String.fromCharCode(65 + ((number - 1) % 26));
}

const DAY_MS = 86_400_000;
/** Day 0 of Excel's calendar, for all days after February 1900. */
const dayNumber = (date: string) => (Date.parse(date) - Date.UTC(1899, 11, 30)) / DAY_MS;

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** Texts are kept once and pointed at by number, as Excel does. */
function createStrings() {
  const numbers = new Map<string, number>();
  return {
    numberOf(text: string): number {
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    },
    xml: () =>
      `${XML_HEAD}<sst xmlns="${MAIN}">${[...numbers.keys()]
        .map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`)
        .join("")}</sst>`,
  };
}

type Strings = ReturnType<typeof createStrings>;

function cellXml(value: string | number, address: string, strings: Strings): string {
  if (typeof value === "number") return `<c r="${address}"><v>${value}</v></c>`;
  if (isDate(value)) return `<c r="${address}" s="1"><v>${dayNumber(value)}</v></c>`;
  return `<c r="${address}" t="s"><v>${strings.numberOf(value)}</v></c>`;
}

function sheetXml(rows: Table, strings: Strings): string {
  const lines = rows.map((cells, row) => {
    const xml = cells.map((value, column) =>
      value === "" ? "" : cellXml(value, `${columnLetters(column + 1)}${row + 1}`, strings),
    );
    return `<row r="${row + 1}">${xml.join("")}</row>`;
  });
  return `${XML_HEAD}<worksheet xmlns="${MAIN}"><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

/** An Excel workbook of SpreadsheetML at its smallest (ECMA-376 part 1, 18). */
export function makeXlsx(content: DocumentContent): Buffer {
  const sheets = sheetsOf(content);
  const strings = createStrings();
  const path = (index: number) => `xl/worksheets/sheet${index + 1}.xml`;
  const sheetFiles = sheets.map(({ rows }, index) => [path(index), sheetXml(rows, strings)] as const);
  const type = (name: string) => `spreadsheetml.${name}`;
  const list = sheets.map(
    ({ name }, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  return zipFiles({
    "[Content_Types].xml": contentTypesXml({
      "xl/workbook.xml": type("sheet.main"),
      ...Object.fromEntries(sheets.map((_, index) => [path(index), type("worksheet")])),
      "xl/styles.xml": type("styles"),
      "xl/sharedStrings.xml": type("sharedStrings"),
    }),
    "_rels/.rels": relationshipsXml([{ type: "officeDocument", target: "xl/workbook.xml" }]),
    "xl/workbook.xml": `${XML_HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${list.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationshipsXml([
      ...sheets.map((_, index) => ({ type: "worksheet", target: `worksheets/sheet${index + 1}.xml` })),
      { type: "styles", target: "styles.xml" },
      { type: "sharedStrings", target: "sharedStrings.xml" },
    ]),
    ...Object.fromEntries(sheetFiles),
    "xl/styles.xml": STYLES,
    "xl/sharedStrings.xml": strings.xml(),
  });
}
