import type { Archive } from "../archive/archive.ts";
import { attribute, parseXml } from "../archive/xml.ts";

type Format = "plain" | "date" | "percent";

/** Built-in formats have no code in the file: ECMA-376 part 1, 18.8.30. */
const DATE_IDS = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 47,
]);
const PERCENT_IDS = new Set([9, 10]);

/** Letters of dates count only outside quotes, escapes and brackets; hours in brackets are a duration and stay a number. */
function formatOfCode(code: string): Format {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, "");
  if (/\[[hms]+\]/i.test(bare)) return "plain";
  const first = bare.replace(/\[[^\]]*\]/g, "").split(";")[0] ?? "";
  if (/[ymdhs]/i.test(first) && !/general/i.test(first)) return "date";
  return first.includes("%") ? "percent" : "plain";
}

/** How the cells of each style show their numbers; the index is what a cell's `s` says. */
export function readFormats(archive: Archive, path: string | undefined): Format[] {
  const codes = new Map<number, Format>();
  const formats: Format[] = [];
  let isCells = false;
  if (path === undefined || !archive.has(path)) return formats;
  parseXml(archive, path, {
    open(name, attributes) {
      if (name === "cellXfs") isCells = true;
      const id = Number(attribute(attributes, "numFmtId") ?? 0);
      if (name === "numFmt") codes.set(id, formatOfCode(attribute(attributes, "formatCode") ?? ""));
      if (name !== "xf" || !isCells) return;
      const builtIn = DATE_IDS.has(id) ? "date" : PERCENT_IDS.has(id) ? "percent" : "plain";
      formats.push(codes.get(id) ?? builtIn);
    },
    close(name) {
      if (name === "cellXfs") isCells = false;
    },
  });
  return formats;
}

/** Texts that cells point at by number; readings aids over Japanese text are left out. */
export function readSharedStrings(archive: Archive, path: string | undefined): string[] {
  const strings: string[] = [];
  let current = "";
  let isText = false;
  let isAid = false;
  if (path === undefined || !archive.has(path)) return strings;
  parseXml(archive, path, {
    open(name) {
      if (name === "si") current = "";
      else if (name === "rPh") isAid = true;
      else if (name === "t") isText = !isAid;
    },
    close(name) {
      if (name === "si") strings.push(current);
      else if (name === "rPh") isAid = false;
      else if (name === "t") isText = false;
    },
    text(text) {
      if (isText) current += text;
    },
  });
  return strings;
}

const DAY_MS = 86_400_000;
/** Day 0 of the two calendars; 1900 counts a 29 February that never was, hence 30 December 1899 for all days after it. */
const EPOCH_1900_MS = Date.UTC(1899, 11, 30);
const EPOCH_1904_MS = Date.UTC(1904, 0, 1);

/** A serial day number as ISO date, date and time, or time alone; undefined for one outside the years 1900 to 9999. */
function serialDate(serial: number, is1904: boolean): string | undefined {
  const time = (is1904 ? EPOCH_1904_MS : EPOCH_1900_MS) + Math.round(serial * 86_400) * 1_000;
  const date = new Date(time);
  if (serial < 0 || Number.isNaN(time) || date.getUTCFullYear() > 9_999) return undefined;
  const [day = "", clock = ""] = date.toISOString().slice(0, 19).split("T");
  const shortClock = clock.replace(/:00$/, "");
  if (serial < 1) return shortClock;
  return time % DAY_MS === 0 ? day : `${day} ${shortClock}`;
}

/** A number as a sheet shows it, without the noise of binary fractions; currency and decimals of its format are left aside. */
export function formatNumber(raw: string, format: Format, is1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(value)) return raw;
  if (format === "date") return serialDate(value, is1904) ?? raw;
  const rounded = (number: number) => String(Number(number.toPrecision(15)));
  return format === "percent" ? `${rounded(Number((value * 100).toPrecision(12)))}%` : rounded(value);
}
