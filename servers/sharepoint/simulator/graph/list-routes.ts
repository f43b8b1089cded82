import { notSupported } from "../errors.ts";
import { type FieldSelection, showColumn, showFields, showRow } from "../show/show-row.ts";
import { showList } from "../show/show-site.ts";
import type { Library, List, Row } from "../store/model.ts";
import { chosenRows } from "./filter-rows.ts";
import { contextOf, entity, namesIn, page, select } from "./odata.ts";
import { type Call, route } from "./routes.ts";

const list = { units: 2, needs: "read" } as const;
const single = { units: 1, needs: "read" } as const;

/** An `$expand` entry's own `$select`; undefined when the name is not expanded at all. */
function expansion(
  { url }: Call,
  name: string,
  text = url.searchParams.get("$expand"),
): FieldSelection | undefined {
  for (const entry of namesIn(text)) {
    const [, found, options = ""] = /^(\w+)(?:\((.*)\))?$/s.exec(entry) ?? [];
    if (found !== name) continue;
    const chosen = /\$?select=([^;]*)/i.exec(options)?.[1];
    return chosen === undefined ? null : namesIn(chosen);
  }
  return undefined;
}

const listContext = (one: List): string =>
  `sites('${encodeURIComponent(one.site.id)}')/lists('${one.id}')/items`;

export function showExpandedRow(call: Call, one: List, row: Row, fields = expansion(call, "fields")) {
  const shown = select(call, showRow(call.tenant, one, row));
  if (fields === undefined) return shown;
  return { ...shown, fields: showFields(call.tenant, one, row, fields) };
}

const columnsOf = (one: List | Library) => (one.kind === "list" ? one.columns : []);

export const listRoutes = [
  route("GET", "list", "", single, (call, { list: one }) => {
    const { tenant, url } = call;
    const items = namesIn(url.searchParams.get("$expand")).find((entry) => /^items\b/.test(entry));
    return entity(call, "lists/$entity", {
      ...showList(tenant, one),
      ...(expansion(call, "columns") !== undefined && { columns: columnsOf(one).map(showColumn) }),
      ...(items !== undefined &&
        one.kind === "list" && {
          items: [...one.rows().values()]
            .slice(0, 200)
            .map((row) => showExpandedRow(call, one, row, /fields/.test(items) ? null : undefined)),
        }),
    });
  }),
  route("GET", "list", "columns", list, (call, { list: one }) =>
    page(call, {
      of: `sites('${encodeURIComponent(one.site.id)}')/lists/columns`,
      rows: columnsOf(one),
      show: (column) => select(call, showColumn(column)),
    }),
  ),
  route("GET", "list", "items", list, (call, { list: one }) => {
    // Graph lists a library's files here too; whoever wants files asks the drive.
    if (one.kind === "library") throw notSupported("The items of a library are listed through its drive.");
    const fields = expansion(call, "fields");
    return page(call, {
      of: listContext(one),
      rows: chosenRows(call, one),
      show: (row) => showExpandedRow(call, one, row, fields),
      topMaximum: 5_000,
    });
  }),
  route("GET", "row", "", single, (call, { list: one, row }) =>
    call.c.json({
      "@odata.context": contextOf(call, `${listContext(one)}/$entity`),
      ...showExpandedRow(call, one, row),
    }),
  ),
  route("GET", "row", "fields", single, (call, { list: one, row }) =>
    entity(call, `${listContext(one)}/fields/$entity`, showFields(call.tenant, one, row)),
  ),
];
