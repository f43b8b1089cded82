import { invalidQuery } from "../errors.ts";
import { entityKinds } from "../tables/entities.ts";
import { quote, storedName, tableNamed } from "../tables/index.ts";
import { asNumber, asText, isDate, numeric, type Translated, textual } from "./translated.ts";

type Translate = (...operands: Translated[]) => Translated;

export const aggregates = new Set(["COUNT", "SUM", "MIN", "MAX", "AVG"]);

const all = (operands: Translated[], as = (operand: Translated) => operand.sql) =>
  operands.map(as).join(", ");
const first = (operands: Translated[]): Translated["type"] =>
  operands.find(({ isBare }) => !isBare)?.type ?? "text";

const onNumbers =
  (name: string): Translate =>
  (...operands) =>
    numeric(`${name}(${all(operands, asNumber)})`);

const onText =
  (name: string): Translate =>
  (...operands) =>
    textual(`${name}(${all(operands, asText)})`);

/** Functions whose value has the type of their operands. */
const ofSameType =
  (name: string): Translate =>
  (...operands) => ({ sql: `${name}(${all(operands)})`, type: first(operands) });

/** A format written in the query itself, without its quotes. */
const literal = (operand: Translated | undefined): string | undefined =>
  /^'(.*)'$/.exec(operand?.sql ?? "")?.[1];

function toChar(value: Translated, format?: Translated): Translated {
  if (!isDate(value)) return textual(`ns_text(${value.sql})`);
  if (!format) return textual(`ns_account_date(${value.sql})`);
  // By far the most frequent format: cutting the stored text is many times faster than a function call.
  if (literal(format)?.toUpperCase() === "YYYY-MM-DD") return textual(`substr(${value.sql}, 1, 10)`);
  return textual(`ns_to_char(${value.sql}, ${format.sql})`);
}

function toDate(value: Translated, format?: Translated): Translated {
  const sql = format ? `ns_to_date(${value.sql}, ${format.sql})` : `ns_read_account_date(${value.sql})`;
  return { sql, type: /HH24/i.test(literal(format) ?? "") ? "datetime" : "date" };
}

function truncate(value: Translated, unit?: Translated): Translated {
  if (!isDate(value))
    return numeric(unit ? `ns_trunc(${all([value, unit], asNumber)})` : `ns_trunc(${asNumber(value)})`);
  const ending = { MM: "-01", MONTH: "-01", MON: "-01", YYYY: "-01-01", YEAR: "-01-01", YY: "-01-01" };
  const tail = ending[(literal(unit) ?? "").toUpperCase() as keyof typeof ending];
  if (tail === undefined) return { sql: `substr(${value.sql}, 1, 10)`, type: "date" };
  return { sql: `(substr(${value.sql}, 1, ${10 - tail.length}) || '${tail}')`, type: "date" };
}

function decode(value: Translated, ...rest: Translated[]): Translated {
  const branches: string[] = [];
  for (let index = 0; index + 1 < rest.length; index += 2) {
    branches.push(`WHEN ${value.sql} IS ${rest[index]?.sql} THEN ${rest[index + 1]?.sql}`);
  }
  const otherwise = rest.length % 2 === 1 ? `ELSE ${rest.at(-1)?.sql}` : "";
  return { sql: `(CASE ${branches.join(" ")} ${otherwise} END)`, type: rest[1]?.type ?? "unknown" };
}

/** The text a person would see for a value: a record's name, a list entry's label, Yes or No. */
function displayText(value: Translated): Translated {
  const { origin, sql } = value;
  if (isDate(value)) return textual(`ns_account_date(${sql})`);
  if (value.type === "boolean") return textual(`CASE ${sql} WHEN 'T' THEN 'Yes' WHEN 'F' THEN 'No' END`);
  const list = origin?.column.list;
  if (list === "transactionstatus") {
    const type = `${quote(origin?.alias ?? "")}."type"`;
    const label = `(SELECT name FROM listvalue WHERE list = 'transactiontype' AND id = ${type})`;
    const name = `(SELECT name FROM listvalue WHERE list = 'transactionstatus' AND id = ${type} || ':' || ${sql})`;
    return textual(`(${label} || ' : ' || ${name})`);
  }
  if (list) return textual(`(SELECT name FROM listvalue WHERE list = '${list}' AND id = ${sql})`);
  const table = origin?.column.refersTo;
  if (!table) return textual(asText(value));
  return textual(displayName(table, sql));
}

/** The name under which a row of `table` is shown, as SQL. Looking an entity up table by table is faster than through their union. */
export function displayName(table: string, idSql: string): string {
  if (table === "entity")
    return `COALESCE(${entityKinds.map((kind) => displayName(kind, idSql)).join(", ")})`;
  const { display } = tableNamed(table);
  return `(SELECT shown.${display} FROM ${quote(storedName(table))} AS shown WHERE shown.id = ${idSql})`;
}

const scalar: Record<string, Translate> = {
  "BUILTIN.DF": displayText,
  NVL: ofSameType("COALESCE"),
  COALESCE: ofSameType("COALESCE"),
  NULLIF: ofSameType("NULLIF"),
  NVL2: (value, some = value, none = value) => ({
    sql: `(CASE WHEN ${value.sql} IS NOT NULL THEN ${some.sql} ELSE ${none.sql} END)`,
    type: some.type,
  }),
  DECODE: decode,
  GREATEST: ofSameType("MAX"),
  LEAST: ofSameType("MIN"),
  TO_CHAR: toChar,
  TO_DATE: toDate,
  TO_NUMBER: (value) => numeric(asNumber(value)),
  TRUNC: truncate,
  ADD_MONTHS: (value, count = value) => ({
    sql: `ns_add_months(${value.sql}, ${asNumber(count)})`,
    type: "date",
  }),
  LAST_DAY: (value) => ({ sql: `date(${value.sql}, 'start of month', '+1 month', '-1 day')`, type: "date" }),
  UPPER: onText("ns_upper"),
  LOWER: onText("ns_lower"),
  INITCAP: onText("ns_initcap"),
  TRIM: onText("trim"),
  LTRIM: onText("ltrim"),
  RTRIM: onText("rtrim"),
  REPLACE: onText("replace"),
  CONCAT: (left, right = left) =>
    textual(`(COALESCE(${asText(left)}, '') || COALESCE(${asText(right)}, ''))`),
  SUBSTR: (value, ...range) => textual(`substr(${[asText(value), ...range.map(asNumber)].join(", ")})`),
  LENGTH: (value) => numeric(`length(${asText(value)})`),
  INSTR: (value, part = value) => numeric(`instr(${asText(value)}, ${asText(part)})`),
  ABS: onNumbers("abs"),
  ROUND: onNumbers("round"),
  CEIL: onNumbers("ceil"),
  FLOOR: onNumbers("floor"),
  MOD: onNumbers("mod"),
  SIGN: onNumbers("sign"),
};

/** A function call in SQLite's language; the known names are the allow-list. */
export function translateCall(name: string, operands: Translated[]): Translated {
  const translate = scalar[name];
  if (!translate || operands.length === 0) {
    throw invalidQuery(`Search error occurred: Invalid or unsupported search: function ${name}.`);
  }
  return translate(...operands);
}
