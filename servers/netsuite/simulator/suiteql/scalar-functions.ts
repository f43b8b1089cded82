import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";

/** The account's date format, in which SuiteQL prints dates and reads bare text as a date [recorded 2026-03]. */
export function accountDate(isoDate: string): string {
  const [year, month, day] = isoDate.slice(0, 10).split("-");
  return `${Number(month)}/${Number(day)}/${year}`;
}

const fields: Record<string, [start: number, end: number]> = {
  YYYY: [0, 4],
  MM: [5, 7],
  DD: [8, 10],
  HH24: [11, 13],
  MI: [14, 16],
  SS: [17, 19],
};

const months = "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER".split(
  " ",
);

/** Oracle's TO_CHAR for the format elements that reports use; anything else in the format stays as it is. */
function formatDate(isoDate: string, format: string): string {
  const full = isoDate.length > 10 ? isoDate : `${isoDate}T00:00:00`;
  return format.replace(/YYYY|MONTH|MON|MM|DD|HH24|MI|SS|YY|Q/g, (element) => {
    const field = fields[element];
    if (field) return full.slice(...field);
    const month = Number(full.slice(5, 7));
    if (element === "YY") return full.slice(2, 4);
    if (element === "Q") return String(Math.ceil(month / 3));
    return (months[month - 1] as string).slice(0, element === "MON" ? 3 : undefined);
  });
}

/** Reads text by an Oracle format of YYYY, MM, DD, HH24, MI and SS; throws on text that does not fit. */
function parseDate(text: string, format: string): string {
  const order: string[] = [];
  const pattern = format
    .toUpperCase()
    .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
    .replace(/YYYY|HH24|MM|DD|MI|SS/g, (element) => {
      order.push(element);
      return element === "YYYY" ? "(\\d{4})" : "(\\d{1,2})";
    });
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (!match) throw new Error(`the text is not a date in the format ${format}`);
  const part = (element: string, otherwise: string) =>
    (match[order.indexOf(element) + 1] ?? otherwise).padStart(2, "0");
  const value = (element: string, otherwise: string) =>
    order.includes(element) ? part(element, otherwise) : otherwise;
  const day = `${value("YYYY", "2000")}-${value("MM", "01")}-${value("DD", "01")}`;
  if (new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day)
    throw new Error("the text is not a day of the calendar");
  return order.includes("HH24")
    ? `${day}T${part("HH24", "00")}:${value("MI", "00")}:${value("SS", "00")}Z`
    : day;
}

function addMonths(isoDate: string, months: number): string {
  const [year, month, day] = isoDate.slice(0, 10).split("-").map(Number) as [number, number, number];
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, lastDay)))
    .toISOString()
    .slice(0, 10);
}

const onText = (change: (text: string) => string) => (value: SQLOutputValue) =>
  value === null ? null : change(String(value));

function readNumber(value: SQLOutputValue): SQLInputValue {
  if (value === null || typeof value === "number") return value;
  const text = String(value).trim();
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new Error("the text is not a number");
  return Number(text);
}

/** The functions that SQLite lacks, or knows for ASCII letters only. */
export function addScalarFunctions(database: DatabaseSync): void {
  const add = (name: string, run: (...values: SQLOutputValue[]) => SQLInputValue) =>
    database.function(name, { deterministic: true, varargs: true }, run);
  add(
    "ns_upper",
    onText((text) => text.toUpperCase()),
  );
  add(
    "ns_lower",
    onText((text) => text.toLowerCase()),
  );
  add(
    "ns_initcap",
    onText((text) => text.toLowerCase().replace(/(^|[^\p{L}\p{N}])(\p{L})/gu, (word) => word.toUpperCase())),
  );
  add(
    "ns_text",
    onText((text) => text),
  );
  add("ns_number", readNumber);
  add("ns_trunc", (value, digits = 0) => {
    if (value === null) return null;
    const factor = 10 ** Number(digits);
    return Math.trunc(Number(value) * factor) / factor;
  });
  add("ns_account_date", onText(accountDate));
  add(
    "ns_read_account_date",
    onText((text) => parseDate(text, "MM/DD/YYYY")),
  );
  add("ns_to_char", (value, format) =>
    value === null ? null : formatDate(String(value), String(format).toUpperCase()),
  );
  add("ns_to_date", (value, format) => (value === null ? null : parseDate(String(value), String(format))));
  add("ns_add_months", (value, count) => (value === null ? null : addMonths(String(value), Number(count))));
}
