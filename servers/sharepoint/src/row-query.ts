import { ToolError } from "@gatehouse/tool";
import type { Calls } from "./calls.ts";
import { type Column, fieldsOf, lookupId, shown, valueIn } from "./columns.ts";
import { LIMITS } from "./limits.ts";
import { rowsOf } from "./lists.ts";
import { type Condition, OPERATORS } from "./odata.ts";
import { type Fields, fields } from "./values.ts";

export const FILTER_OPERATORS = [...OPERATORS, "contains"] as const;

/** A filter as a caller gives it, its column found already. */
export type Filter = { column: Column; op: (typeof FILTER_OPERATORS)[number]; value: string };

export type RowQuery = {
  siteId: string;
  listId: string;
  show: readonly Column[];
  filters: readonly Filter[];
  order: { column: Column; isDescending: boolean } | undefined;
  wanted: number;
  signal: AbortSignal;
};

type Found = { rows: Fields[]; isCut: boolean };

/**
 * Rows of a list. What SharePoint has an index for it filters and orders itself. By other columns it does so only in lists
 * of up to 5,000 items, and nobody says how long one is: it is asked, and where it refuses or fails the rows are read and
 * filtered here, as far as one call may read (`isCut`: not to the end).
 */
export async function queryRows(calls: Calls, query: RowQuery): Promise<Found> {
  const pushed = query.filters.map(conditionOf);
  const isWhole = pushed.every((condition) => condition !== undefined);
  const isIndexed = [
    ...query.filters.map(({ column }) => column),
    ...(query.order ? [query.order.column] : []),
  ].every((column) => column.isIndexed);
  if (isWhole && isIndexed) return ask(calls, query, { pushed, keep: undefined, mayScan: false });
  if (isWhole) {
    try {
      return await ask(calls, query, { pushed, keep: undefined, mayScan: true });
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return filterHere(calls, query, pushed);
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ToolError && (error.code === "invalid_input" || error.code === "upstream_unavailable");

type How = {
  pushed: readonly (Condition | undefined)[];
  keep: ((row: Fields) => boolean) | undefined;
  mayScan: boolean;
  wanted?: number;
  isUnordered?: boolean;
};

async function ask(
  calls: Calls,
  query: RowQuery,
  { pushed, keep, mayScan, wanted, isUnordered }: How,
): Promise<Found> {
  const { siteId, listId, show, filters, order, signal } = query;
  const columns = [...show, ...filters.map(({ column }) => column), ...(order ? [order.column] : [])];
  const { items, isCut } = await rowsOf(calls, {
    siteId,
    listId,
    signal,
    select: [...new Set(columns.flatMap(fieldsOf))],
    conditions: pushed.filter((condition) => condition !== undefined),
    order:
      order && !isUnordered ? { column: order.column.name, isDescending: order.isDescending } : undefined,
    mayScan,
    wanted: wanted ?? query.wanted,
    ...(keep && { keep }),
  });
  return { rows: items, isCut };
}

async function filterHere(calls: Calls, query: RowQuery, pushed: (Condition | undefined)[]): Promise<Found> {
  const { filters, order } = query;
  const indexed = pushed.map((condition, at) => (filters[at]?.column.isIndexed ? condition : undefined));
  const keep = (row: Fields) => filters.every((filter) => holds(filter, fields(row.fields)));
  const isOrdered = order === undefined || order.column.isIndexed;
  const { rows, isCut } = await ask(calls, query, {
    pushed: indexed,
    keep,
    mayScan: false,
    isUnordered: !isOrdered,
    wanted: isOrdered ? query.wanted : Number.POSITIVE_INFINITY,
  });
  return { rows: isOrdered ? rows : rows.toSorted(by(order)), isCut };
}

/** The filter as SharePoint takes it; undefined where it has no such comparison. */
function conditionOf({ column: { name, type }, op, value }: Filter): Condition | undefined {
  if (op === "contains") return undefined;
  if (type === "person" || type === "lookup") {
    const id = /^#?(\d{1,10})$/.exec(value)?.[1];
    return id !== undefined && (op === "eq" || op === "ne")
      ? { column: lookupId(name), op, value: id }
      : undefined;
  }
  if (type === "calculated" || type === "other") return undefined;
  return { column: name, op, value: typed(type, value) };
}

const NUMBER = /^-?\d{1,15}(\.\d{1,6})?$/;

/** The value in the column's own type; throws `invalid_input` for one that it cannot have. */
function typed(type: Column["type"], value: string): string | number | boolean {
  switch (type) {
    case "number":
    case "currency":
      if (NUMBER.test(value)) return Number(value);
      throw wrongValue("a number such as 12.5");
    case "date":
      if (/^\d{4}-\d\d-\d\d$/.test(value)) return `${value}T00:00:00Z`;
      if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(value)) return value;
      throw wrongValue("a date such as 2026-11-20");
    case "yes_no":
      if (/^(yes|true)$/i.test(value)) return true;
      if (/^(no|false)$/i.test(value)) return false;
      throw wrongValue("yes or no");
    default:
      return value;
  }
}

const wrongValue = (right: string) =>
  new ToolError(
    "invalid_input",
    `A filter's value does not fit its column, which wants ${right}; nothing was read.`,
  );

/** The same comparison on a row that was read. */
function holds({ column, op, value }: Filter, row: Fields): boolean {
  const said = shown(column, row)?.toLowerCase();
  if (op === "contains") return said?.includes(value.toLowerCase()) ?? false;
  if (op === "starts_with") return said?.startsWith(value.toLowerCase()) ?? false;
  if (said === undefined) return op === "ne";
  const id = row[lookupId(column.name)];
  if ((op === "eq" || op === "ne") && id !== undefined && value.replace("#", "") === String(id))
    return op === "eq";
  const order = compare(comparable(column, valueIn(column.name, row) ?? said), comparable(column, value));
  return { eq: order === 0, ne: order !== 0, lt: order < 0, le: order <= 0, gt: order > 0, ge: order >= 0 }[
    op
  ];
}

function comparable({ type }: Column, value: unknown): string | number {
  if (type === "number" || type === "currency") return Number(value);
  if (type === "date") return Date.parse(String(value));
  if (type === "yes_no") return /^(yes|true|1)$/i.test(String(value)) ? 1 : 0;
  return String(value).toLowerCase();
}

const compare = (one: string | number, other: string | number): number =>
  one < other ? -1 : one > other ? 1 : 0;

function by({ column, isDescending }: NonNullable<RowQuery["order"]>) {
  const keyOf = (row: Fields) => {
    const own = fields(row.fields);
    return comparable(column, valueIn(column.name, own) ?? shown(column, own) ?? "");
  };
  return (one: Fields, other: Fields) => compare(keyOf(one), keyOf(other)) * (isDescending ? -1 : 1);
}

/** Rows that one call may read to filter them here. */
export const ROWS_READ = LIMITS.pageRows * LIMITS.pagesMax;
