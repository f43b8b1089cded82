import type { Column, ColumnType } from "../tables/columns.ts";

/** An expression in SQLite's language, with what is known of its value. */
export type Translated = {
  sql: string;
  type: ColumnType | "unknown";
  /** Set for text that was written down or bound: it takes the type of what it is compared with. */
  isBare?: true;
  /** Set when the expression is a column of a table, for display names and status letters. */
  origin?: { alias: string; column: Column };
};

export const numeric = (sql: string): Translated => ({ sql, type: "number" });
export const textual = (sql: string): Translated => ({ sql, type: "text" });

export const isDate = ({ type }: Translated): boolean => type === "date" || type === "datetime";
const isNumber = ({ type }: Translated): boolean => type === "number" || type === "id";

/** The SQL of a value where a number is needed; text that is no number fails, as it does in Oracle. */
export const asNumber = (value: Translated): string =>
  isNumber(value) ? value.sql : `ns_number(${value.sql})`;

/** The SQL of a value where text is needed: numbers lose the trailing `.0` that SQLite would print. */
export const asText = (value: Translated): string =>
  value.type === "number" ? `ns_text(${value.sql})` : value.sql;

/** The SQL of `value` for a comparison with `other`: bare text becomes a number or, in the account's format, a date. */
export function comparable(value: Translated, other: Translated): string {
  if (value.isBare && isDate(other)) return `ns_read_account_date(${value.sql})`;
  if (value.isBare && isNumber(other)) return asNumber(value);
  return value.sql;
}
