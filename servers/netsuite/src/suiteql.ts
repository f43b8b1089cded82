import { LIMITS } from "./limits.ts";

export type Value = string | number;

/** A query in pieces: its text is only ever written in this code, and everything that comes from a call is a value. */
export type Sql = { readonly chunks: readonly string[]; readonly values: readonly Value[] };

/** SuiteQL with values in it, which become `?` parameters, and other pieces of SuiteQL, which are joined in. */
export function sql(texts: TemplateStringsArray, ...parts: readonly (Value | Sql)[]): Sql {
  const chunks = [texts[0] as string];
  const values: Value[] = [];
  for (const [index, part] of parts.entries()) {
    const after = texts[index + 1] as string;
    if (typeof part !== "object") {
      values.push(part);
      chunks.push(after);
      continue;
    }
    const [first = "", ...rest] = part.chunks;
    chunks.push(`${chunks.pop()}${first}`, ...rest);
    chunks.push(`${chunks.pop()}${after}`);
    values.push(...part.values);
  }
  return { chunks, values };
}

/** The conditions that are there, joined by AND; a condition that always holds where there is none. */
export const allOf = (...conditions: readonly (Sql | false | undefined)[]): Sql =>
  joined(
    conditions.filter((one) => one !== undefined && one !== false),
    " AND ",
  ) ?? sql`1 = 1`;

/** `column IN (...)`, split where the list is longer than Oracle takes; never true for an empty list. */
export function isIn(column: Sql, values: readonly Value[]): Sql {
  const lists: Sql[] = [];
  for (let start = 0; start < values.length; start += LIMITS.inListMax) {
    const marks = values.slice(start, start + LIMITS.inListMax).map((value) => sql`${value}`);
    lists.push(sql`${column} IN (${joined(marks, ", ") as Sql})`);
  }
  return lists.length > 0 ? sql`(${joined(lists, " OR ") as Sql})` : sql`1 = 0`;
}

/** Undefined for no parts: what an empty list means is for the place that joins it. */
export function joined(parts: readonly Sql[], separator: ", " | " AND " | " OR "): Sql | undefined {
  const [first, ...rest] = parts;
  const separatorSql: Sql = { chunks: [separator], values: [] };
  return first && rest.reduce((whole, part) => sql`${whole}${separatorSql}${part}`, first);
}

/** A date in the query's own format, whatever the account's. Expects `YYYY-MM-DD`. */
export const day = (date: string): Sql => sql`TO_DATE(${date}, 'YYYY-MM-DD')`;

/** A name that stands in this code: a column, a table or an alias. Not for anything that comes from a call. */
export function named(name: string): Sql {
  if (!/^([a-z]\.)?[a-z_]{1,40}$/.test(name)) throw new Error(`"${name}" is no name in a query`);
  return { chunks: [name], values: [] };
}

/** A custom field's column. Its name comes from configuration, and only names that NetSuite itself could give pass. */
export function customColumn(name: string): Sql {
  if (!/^cust(entity|body|col)[a-z0-9_]{1,40}$/.test(name))
    throw new Error(`"${name}" is not a custom field's id`);
  return { chunks: [name], values: [] };
}

/**
 * A pattern for LIKE that finds the text anywhere. SuiteQL's ESCAPE clause is not documented, so a percent sign in the
 * text becomes the wildcard for one character: it may find a little more, never less.
 */
export const containing = (text: string): string => `%${text.toUpperCase().replaceAll("%", "_")}%`;

/**
 * As NetSuite takes it since 2026.2: text with `?`, and the values beside it. Numbers go as JSON numbers, because as text
 * they would compare as text; the vendor's samples show texts only [open].
 */
export const bound = ({ chunks, values }: Sql) => ({ q: chunks.join("?"), params: [...values] });

/** For accounts without bound parameters: every value as a literal inside the text. */
export const inlined = ({ chunks, values }: Sql) => ({
  q: chunks
    .map((chunk, index) => (index === 0 ? chunk : `${literal(values[index - 1] as Value)}${chunk}`))
    .join(""),
});

const TEXT_CHARACTERS_MAX = 4_000; // Oracle's bound of a text literal.

/**
 * A value as an Oracle literal: numbers in plain decimal notation, text between quotes with inner quotes doubled. Throws on
 * anything that has no safe form: control characters, lone surrogates, NaN, overlong text.
 */
export function literal(value: Value): string {
  if (typeof value === "number") {
    const written = String(value);
    if (!/^-?\d{1,15}(\.\d{1,10})?$/.test(written))
      throw new Error("A number in a query has no plain decimal form");
    return written;
  }
  if (value.length > TEXT_CHARACTERS_MAX || /\p{Cc}/u.test(value) || !value.isWellFormed())
    throw new Error("A text in a query is too long or holds control characters");
  return `'${value.replaceAll("'", "''")}'`;
}
