import { pageFromStart, pageInput, pageOutput, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { askableColumns, type Column, fieldsOf, ownColumns, shown } from "../columns.ts";
import { LIMITS } from "../limits.ts";
import { columnsOf, rowById } from "../lists.ts";
import { isSameName } from "../names.ts";
import { type Place, saidPath, wrongKind } from "../places.ts";
import { FILTER_OPERATORS, queryRows, ROWS_READ } from "../row-query.ts";
import { place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";
import { type Fields, fields, textOf } from "../values.ts";

const SHOWN = 8;

const columnName = z.string().trim().min(1).max(LIMITS.nameCharacters);

const input = z.strictObject({
  list: place("List, or one of its rows"),
  filters: z
    .array(
      z.strictObject({
        column: columnName,
        op: z.enum(FILTER_OPERATORS),
        value: z.string().trim().min(1).max(200),
      }),
    )
    .max(LIMITS.conditionsMax)
    .default([])
    .describe("All must hold"),
  columns: z.array(columnName).min(1).max(20).optional().describe("By the names people see"),
  order_by: z.strictObject({ column: columnName, descending: z.boolean().default(false) }).optional(),
  ...pageInput,
});

export const queryListItems = defineTool({
  name: "sharepoint_query_list_items",
  title: "Query list rows",
  description:
    "Rows of a list, such as open RFIs, by filters on its columns. Each item is a row of texts in the order of columns, null for no " +
    "value, its ref first. sharepoint_list_lists with include_columns names columns, types and choices; indexed ones filter " +
    "fastest. Dates as 2026-11-20, people by name.",
  phase: 1,
  risk: "read",
  input,
  output: pageOutput(z.array(z.string().nullable())).extend({
    path: z.string(),
    columns: z.array(z.string()),
    warnings: z.array(z.string()).optional(),
  }),
  example: {
    list: "operations / Equipment",
    filters: [{ column: "Kind", op: "eq", value: "Lift" }],
    limit: 10,
  },

  async handler({ api, input, page, signal }) {
    const found = await api.find(input.list, signal);
    if (found.kind !== "list" && found.kind !== "row") throw wrongKind("no list of rows");
    const { id: listId, siteId } = found.list;
    const columns = await columnsOf(api.calls, { siteId, listId, signal });
    const show =
      input.columns?.map((name) => columnCalled(columns, name)) ?? ownColumns(columns).slice(0, SHOWN);
    const { rows, isCut } = await rowsFor(api, found, {
      input,
      columns,
      show,
      wanted: page.offset + input.limit + 1,
      signal,
    });
    const answer = pageFromStart(rows, { page, limit: input.limit }, (row) => {
      const ref = api.refOf({ kind: "row", siteId, listId, rowId: textOf(row.id) ?? "" });
      return [ref, ...show.map((column) => shown(column, fields(row.fields)))];
    });
    return {
      path: saidPath(found),
      columns: ["ref", ...show.map(({ title }) => title)],
      ...answer,
      ...(isCut && { warnings: [TOO_LONG] }),
    };
  },
});

const TOO_LONG = `Only the first ${ROWS_READ} rows were looked at, so some may be missing: filter by an indexed column too.`;

type Wanted = {
  input: z.output<typeof input>;
  columns: readonly Column[];
  show: readonly Column[];
  wanted: number;
  signal: AbortSignal;
};
type ListPlace = Extract<Place, { kind: "list" | "row" }>;

async function rowsFor(api: SharePoint, found: ListPlace, { input, columns, show, wanted, signal }: Wanted) {
  const { id: listId, siteId } = found.list;
  if (found.kind === "row") {
    if (input.filters.length > 0 || input.order_by)
      throw new ToolError("invalid_input", "This is one row, which cannot be filtered; nothing was read.");
    const select = show.flatMap(fieldsOf);
    const row: Fields = await rowById(api.calls, { siteId, listId, rowId: found.rowId, select, signal });
    return { rows: [row], isCut: false };
  }
  return queryRows(api.calls, {
    siteId,
    listId,
    show,
    filters: input.filters.map(({ column, op, value }) => ({
      column: columnCalled(columns, column),
      op,
      value,
    })),
    order: input.order_by && {
      column: columnCalled(columns, input.order_by.column),
      isDescending: input.order_by.descending,
    },
    wanted,
    signal,
  });
}

/** The column that people see under this name; what they see counts before what it is called inside. */
function columnCalled(columns: readonly Column[], name: string): Column {
  const askable = askableColumns(columns);
  const found =
    askable.find(({ title }) => isSameName(title, name)) ??
    askable.find((column) => isSameName(column.name, name));
  if (found) return found;
  throw new ToolError("invalid_input", "The list has no column of this name; nothing was read.", {
    next: "sharepoint_list_lists with include_columns names them.",
  });
}
