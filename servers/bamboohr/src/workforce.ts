import { ToolError } from "@gatehouse/tool";
import { mayIdentify } from "./field-classes.ts";
import { LIMITS } from "./limits.ts";
import type { Cells, Column } from "./rows.ts";
import { plain } from "./values.ts";

export const OPERATORS = ["eq", "ne", "lt", "le", "gt", "ge", "in"] as const;
export const FUNCTIONS = ["count", "average", "median", "minimum", "maximum", "sum"] as const;

export type Filter = { column: Column; op: (typeof OPERATORS)[number]; values: readonly string[] };
export type Aggregate = { fn: (typeof FUNCTIONS)[number]; column?: Column | undefined };
export type Row = { id: string; name: string; cells: Cells };

/**
 * The row without values of unknown fields that might be identity numbers. It is done before anything compares: a filter
 * on a value nobody is shown would give it away bit by bit.
 */
export function masked(row: Row, columns: readonly Column[], hide: (column: string) => void): Row {
  const cells: Record<string, string> = {};
  for (const { name, type, rule } of columns) {
    const value = row.cells[name];
    if (value === undefined) continue;
    if (mayIdentify(value, rule, type)) hide(name);
    else cells[name] = value;
  }
  return { ...row, cells };
}

/** Whether a row passes every filter. No value equals nothing, and is unlike everything. */
export const passes = ({ cells }: Row, filters: readonly Filter[]): boolean =>
  filters.every(({ column, op, values }) => {
    const value = cells[column.name];
    if (op === "ne") return values.every((wanted) => value === undefined || compare(value, wanted) !== 0);
    if (value === undefined) return false;
    const orders = values.map((wanted) => compare(value, wanted));
    if (op === "in" || op === "eq") return orders.includes(0);
    const [order = 0] = orders;
    return { lt: order < 0, le: order <= 0, gt: order > 0, ge: order >= 0 }[op];
  });

/** Amounts as numbers, dates by their text, everything else without accents and capitals. */
export function compare(a: string, b: string): number {
  const [one, other] = [amountOf(a), amountOf(b)];
  if (one && other) return one.value - other.value;
  const [left, right] = [plain(a), plain(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** `38.50 USD` as amount and currency; undefined for what is no number. */
function amountOf(text: string): { value: number; currency: string } | undefined {
  const [, digits, currency = ""] = /^([+-]?\d+(?:\.\d+)?)(?: ([A-Z]{3}))?$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : { value: Number(digits), currency };
}

export type Group = { key: string | undefined; people: number; value: string | undefined };

/**
 * Groups with what is asked of each, largest first. Where a field above the directory is involved, groups of fewer than
 * five are left out and counted: they would speak of single people.
 */
export function grouped(
  rows: readonly Row[],
  { by, aggregate, isProtected }: { by: Column | undefined; aggregate: Aggregate; isProtected: boolean },
): { groups: Group[]; suppressed: number } {
  const members = new Map<string | undefined, Row[]>();
  for (const row of rows) {
    const key = by && row.cells[by.name];
    members.set(key, [...(members.get(key) ?? []), row]);
  }
  const open = [...members].filter(([, group]) => !isProtected || group.length >= LIMITS.groupMin);
  const groups = open
    .map(([key, group]) => ({ key, people: group.length, value: resultOf(group, aggregate) }))
    .toSorted((a, b) => b.people - a.people || (a.key ?? "").localeCompare(b.key ?? ""));
  return { groups, suppressed: members.size - open.length };
}

function resultOf(rows: readonly Row[], { fn, column }: Aggregate): string | undefined {
  if (fn === "count" || column === undefined) return undefined;
  const texts = rows.flatMap(({ cells }) => cells[column.name] ?? []);
  if (texts.length === 0) return undefined;
  if (column.rule.class !== "directory" && texts.length < LIMITS.groupMin) return undefined;
  const sorted = texts.toSorted(compare);
  if (fn === "minimum") return sorted[0];
  if (fn === "maximum") return sorted.at(-1);
  const amounts = sorted.map((text) => amountOf(text));
  if (amounts.includes(undefined)) throw notNumbers(column.name);
  const known = amounts.filter((amount) => amount !== undefined);
  const currencies = new Set(known.map(({ currency }) => currency));
  if (currencies.size > 1) throw mixed(column.name);
  const values = known.map(({ value }) => value);
  const result = { sum: sum(values), average: sum(values) / values.length, median: median(values) }[fn];
  return `${Math.round(result * 100) / 100} ${[...currencies][0] ?? ""}`.trim();
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Of sorted values. */
function median(values: readonly number[]): number {
  const at = (index: number) => values[index] ?? 0;
  const middle = Math.floor(values.length / 2);
  return values.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
}

const notNumbers = (field: string) =>
  new ToolError(
    "invalid_input",
    `${field} does not hold numbers alone, so it has no sum; nothing was returned.`,
    {
      next: "Count the people instead, or filter to those with a number.",
    },
  );

const mixed = (field: string) =>
  new ToolError(
    "invalid_input",
    `${field} is in several currencies, which cannot be added; nothing was returned.`,
    {
      next: "Filter or group by a field that keeps the currencies apart, such as division.",
    },
  );
