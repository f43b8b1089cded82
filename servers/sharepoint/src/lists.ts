import type { Ask, Calls, Walked } from "./calls.ts";
import { type Column, readColumn } from "./columns.ts";
import { LIMITS } from "./limits.ts";
import { type Condition, fieldPath, odataFilter } from "./odata.ts";
import { type Fields, fields, textOf } from "./values.ts";

/** A list of a site, or a library seen as one. */
export type List = {
  id: string;
  siteId: string;
  /** Last part of its address. */
  name: string;
  title: string;
  description: string | undefined;
  url: string;
  template: string;
  isHidden: boolean;
};

type OfList = { siteId: string; listId: string; signal: AbortSignal };

const SELECT = "id,name,displayName,description,webUrl,list";
const at = (siteId: string, ...rest: string[]) => ["sites", siteId, "lists", ...rest];

export async function listsOf(calls: Calls, siteId: string, signal: AbortSignal): Promise<List[]> {
  const { items } = await calls.walk(
    { path: at(siteId), query: { $select: SELECT, $top: LIMITS.pageRows }, units: 2, signal },
    Number.POSITIVE_INFINITY,
  );
  return items.map((row) => readList(row, siteId));
}

export const listById = async (calls: Calls, { siteId, listId, signal }: OfList): Promise<List> =>
  readList(
    await calls.get({ path: at(siteId, listId), query: { $select: SELECT }, units: 1, signal }),
    siteId,
  );

export async function columnsOf(calls: Calls, { siteId, listId, signal }: OfList): Promise<Column[]> {
  const { items } = await calls.walk(
    { path: at(siteId, listId, "columns"), units: 2, signal },
    Number.POSITIVE_INFINITY,
  );
  return items.map(readColumn);
}

export type RowsWanted = OfList & {
  /** Internal names of what to read. */
  select: readonly string[];
  conditions: readonly Condition[];
  order?: { column: string; isDescending: boolean } | undefined;
  /**
   * Filters and orders by columns without an index. SharePoint does so in lists of up to 5,000 items and refuses, or fails,
   * in longer ones (reference, 5.4).
   */
  mayScan: boolean;
  wanted: number;
  keep?: (row: Fields) => boolean;
};

/** The rows of a list; what was selected stands in `fields` by internal name. */
export async function rowsOf(calls: Calls, { siteId, listId, signal, ...rest }: RowsWanted): Promise<Walked> {
  const { select, conditions, order, mayScan, wanted, keep } = rest;
  const ask: Ask = {
    path: at(siteId, listId, "items"),
    query: {
      $expand: expand(select),
      $filter: conditions.length > 0 ? odataFilter(conditions) : undefined,
      $orderby: order && `${fieldPath(order.column)}${order.isDescending ? " desc" : ""}`,
      $top: LIMITS.pageRows,
    },
    ...(mayScan && { headers: { prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" } }),
    units: 2,
    signal,
  };
  return calls.walk(ask, wanted, keep);
}

export async function rowById(
  calls: Calls,
  { siteId, listId, rowId, select, signal }: OfList & { rowId: string; select: readonly string[] },
): Promise<Fields> {
  const path = at(siteId, listId, "items", rowId);
  return calls.get({ path, query: { $expand: expand(select) }, units: 1, signal });
}

/** Every name has passed `fieldPath`, so none can leave the parenthesis. */
const expand = (select: readonly string[]): string =>
  `fields($select=${select.map((name) => fieldPath(name).slice("fields/".length)).join(",")})`;

function readList(row: Fields, siteId: string): List {
  const { template, hidden } = fields(row.list);
  const name = textOf(row.name) ?? "";
  return {
    id: textOf(row.id) ?? "",
    siteId,
    name,
    title: textOf(row.displayName) ?? name,
    description: textOf(row.description),
    url: textOf(row.webUrl) ?? "",
    template: textOf(template) ?? "genericList",
    isHidden: hidden === true,
  };
}

/** Lists that people keep rows in; libraries are listed as folders, and catalogs hold what SharePoint needs itself. */
export const isForPeople = ({ isHidden, template }: List): boolean =>
  !isHidden && !/library|catalog|gallery|^userInformation$/i.test(template);
