import { cut, sensitive, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { type FieldName, type FieldRule, mayIdentify } from "./field-classes.ts";
import { LIMITS } from "./limits.ts";

const cells = () => z.array(z.string().nullable());

/** Names as `jobTitle`, `personal.gender`, `pay.payRate`: the part a value stands in, and within it the order. */
export const columnsShape = z.array(z.string());

/** Rows are texts in the order of their columns; what carries a label stands apart, so that the gateway can withhold it. */
export const rowShape = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  values: cells(),
  personal: sensitive("personal", cells()).optional(),
  pay: sensitive("pay", cells()).optional(),
});

export type Column = FieldName & { rule: FieldRule };
export const isAboveDirectory = ({ rule }: Column): boolean => rule.class !== "directory";
export type Cells = Readonly<Record<string, string>>;
type Part = "values" | "personal" | "pay";

const partOf = ({ rule }: Column): Part =>
  rule.label === "pay" ? "pay" : rule.label === "personal" ? "personal" : "values";

/** One list for each part, `values` always and the others where there is a column for them. */
function split<T>(columns: readonly Column[], each: (column: Column) => T) {
  const parts: { values: T[]; personal?: T[]; pay?: T[] } = { values: [] };
  for (const column of columns) {
    const part = partOf(column);
    parts[part] ??= [];
    parts[part].push(each(column));
  }
  return parts;
}

export function columnsOf(columns: readonly Column[]): string[] {
  const { values, personal = [], pay = [] } = split(columns, ({ name }) => name);
  return [...values, ...personal.map((name) => `personal.${name}`), ...pay.map((name) => `pay.${name}`)];
}

/**
 * One row, null for no value. A value of an unknown field that might be somebody's identity number is left out, and its
 * column told to `hide`.
 */
export const rowOf = (columns: readonly Column[], row: Cells, hide: (column: string) => void) =>
  split(columns, ({ name, type, rule }) => {
    const value = row[name];
    if (value === undefined) return null;
    if (!mayIdentify(value, rule, type)) return cut(value, LIMITS.textCharacters);
    hide(name);
    return null;
  });

/** Past the last row that a list with protected columns may show. */
export const tooManyRows = () =>
  new ToolError(
    "not_allowed",
    `Rows with protected fields are listed for ${LIMITS.protectedRowsMax} people at most; nothing was returned.`,
    { next: "Narrow it with filters or ask for groups, with bamboohr_query_workforce." },
  );
