import { insufficientPermission, noSuchRecord, noSuchTransaction } from "../errors.ts";
import { type Level, mayUse } from "../roles.ts";
import type { Row } from "../store.ts";
import { rowConditions } from "../suiteql/scope.ts";
import { quote, storedName, tableNamed } from "../tables/index.ts";
import type { RecordContext, RecordDefinition } from "./record-definition.ts";

/** Refuses a role that does not hold the record type's permission at this level. */
export function demand(definition: RecordDefinition, level: Level, { session }: RecordContext): void {
  const { permission } = definition;
  if (permission !== undefined && !mayUse(session.role, permission, level))
    throw insufficientPermission(permission);
}

/** The conditions under which rows of the table are records of this type that the caller may see. */
export function visibleRows(definition: RecordDefinition, { session }: RecordContext): string {
  const table = tableNamed(definition.table);
  const type = definition.transactionType === undefined ? [] : [`type = '${definition.transactionType}'`];
  return [...type, ...rowConditions(table, session.role)].join(" AND ") || "1 = 1";
}

/** The stored row of a record. Transactions and other records answer differently when it is not there [recorded 2026-03]. */
export function findRecord(definition: RecordDefinition, id: string, context: RecordContext): Row {
  const isGone = context.account.switches.vanished.some(
    (record) => record.id === id && record.recordType.toLowerCase() === definition.name.toLowerCase(),
  );
  const row =
    isGone || !/^\d{1,15}$/.test(id) ? undefined : lookUp(definition, "id = ?", Number(id), context);
  if (row) return row;
  throw definition.transactionType === undefined ? noSuchRecord() : noSuchTransaction();
}

/** The stored row of the record that was created under an external id. */
export function findByExternalId(
  definition: RecordDefinition,
  key: string,
  context: RecordContext,
): Row | undefined {
  return (
    tableNamed(definition.table).columns.externalid && lookUp(definition, "externalid = ?", key, context)
  );
}

function lookUp(
  definition: RecordDefinition,
  condition: string,
  value: string | number,
  context: RecordContext,
) {
  const sql = `SELECT * FROM ${quote(storedName(definition.table))} WHERE ${condition} AND ${visibleRows(definition, context)}`;
  return context.account.store.row(sql, value);
}
