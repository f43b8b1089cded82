import type { Store, Value } from "../store.ts";
import { displayName } from "../suiteql/functions.ts";
import type { Column } from "../tables/columns.ts";
import { entityKinds } from "../tables/entities.ts";
import { quote, storedName } from "../tables/index.ts";
import { valueLists } from "../tables/value-lists.ts";

export type Link = { rel: "self"; href: string };

/** What a stored value looks like inside a record: reference, enum, boolean, number, date or text. */
export function showValue(value: Value, column: Column, store: Store, base: string): unknown {
  if (column.refersTo) return showReference(String(value), column.refersTo, store, base);
  if (column.list)
    return { id: String(value), refName: valueLists[column.list]?.[String(value)] ?? String(value) };
  if (column.type === "boolean") return value === "T";
  if (column.type === "number") return Number(value);
  return String(value);
}

export function showReference(id: string, table: string, store: Store, base: string) {
  const [row] = store.rows(`SELECT ${displayName(table, "?1")} AS name`, Number(id));
  const links: Link[] = [{ rel: "self", href: `${base}/${linkType(id, table, store)}/${id}` }];
  return { links, id, refName: row?.name ?? id };
}

/** The record type of a link, lower case as links of NetSuite are. */
function linkType(id: string, table: string, store: Store): string {
  if (table === "entity") {
    return (
      entityKinds.find((kind) => store.row(`SELECT 1 FROM ${kind} WHERE id = ?`, Number(id))) ?? "entity"
    );
  }
  if (table === "transaction") {
    return String(
      store.row('SELECT recordtype FROM "transaction" WHERE id = ?', Number(id))?.recordtype ?? table,
    );
  }
  return table === "item" ? "noninventorypurchaseitem" : table;
}

/** Whether a row of `table` has this id. */
export function exists(store: Store, table: string, id: number): boolean {
  if (table === "entity") return entityKinds.some((kind) => exists(store, kind, id));
  return store.row(`SELECT 1 FROM ${quote(storedName(table))} WHERE id = ?`, id) !== undefined;
}
