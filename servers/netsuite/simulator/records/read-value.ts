import type { Store, Value } from "../store.ts";
import type { Column } from "../tables/columns.ts";
import { quote, storedName, tables } from "../tables/index.ts";
import { valueLists } from "../tables/value-lists.ts";
import { exists } from "./show-value.ts";

const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const isoDateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/;

/** What is stored for a value of the wire; undefined for one that does not fit the column. Null clears. */
export function readValue(value: unknown, column: Column, store: Store): Value | undefined {
  if (value === null) return null;
  if (column.refersTo) return readReference(value, column.refersTo, store);
  if (column.list) return readListEntry(value, column.list);
  switch (column.type) {
    case "boolean":
      return typeof value === "boolean" ? (value ? "T" : "F") : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    case "date":
      return typeof value === "string" && isDay(value) ? value : undefined;
    case "datetime":
      return typeof value === "string" && isoDateTime.test(value) ? `${value.slice(0, 16)}:00Z` : undefined;
    case "id":
      return /^\d+$/.test(String(value)) ? Number(value) : undefined;
    case "text":
      return typeof value === "string" ? value : undefined;
  }
}

const isDay = (text: string) => isoDate.test(text) && !Number.isNaN(Date.parse(text));

/** `{"id":"42"}`, `{"externalId":"X"}` or the bare id. */
function readReference(value: unknown, table: string, store: Store): number | undefined {
  if (
    typeof value === "object" &&
    value !== null &&
    "externalId" in value &&
    tables[table]?.columns.externalid
  ) {
    const row = store.row(
      `SELECT id FROM ${quote(storedName(table))} WHERE externalid = ?`,
      String(value.externalId),
    );
    return row ? Number(row.id) : undefined;
  }
  const id = Number(bareId(value));
  return Number.isSafeInteger(id) && id > 0 && exists(store, table, id) ? id : undefined;
}

function readListEntry(value: unknown, list: string): string | undefined {
  const id = bareId(value);
  return id !== undefined && valueLists[list]?.[id] !== undefined ? id : undefined;
}

function bareId(value: unknown): string | undefined {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : value;
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
