import { invalidQuery } from "../errors.ts";
import { hiddenEntityTypes, hiddenTransactionTypes, mayUse, type Role } from "../roles.ts";
import type { Column, Table } from "../tables/columns.ts";
import { quote, storedName, tables } from "../tables/index.ts";

/** What decides how a query reads: who asks, on what kind of account, on which day. */
export type Asker = { role: Role; isOneWorld: boolean; today: string };

/** One relation of a FROM clause, under the name by which the query speaks of it. */
export type Source = { alias: string; label: string; columns: ReadonlyMap<string, Column> };

export type Scope = { sources: Source[]; outer: Scope | undefined };

/** A table as this role finds it; a table that the role may not see reads as one that does not exist [recalled]. */
export function visibleTable(name: string, asker: Asker): { name: string; table: Table } {
  const table = tables[name.toLowerCase()];
  const isAllowed =
    table !== undefined &&
    (table.permission === undefined || mayUse(asker.role, table.permission, "VIEW")) &&
    (asker.isOneWorld || name.toLowerCase() !== "subsidiary");
  if (!isAllowed) throw invalidQuery(`Search error occurred: Invalid search type: ${name}.`);
  return { name: name.toLowerCase(), table };
}

/** The columns of a table that SuiteQL shows to this role. */
export function visibleColumns(table: Table, { role, isOneWorld }: Asker): Map<string, Column> {
  const isVisible = (column: Column) =>
    !column.isHidden &&
    (isOneWorld || column.refersTo !== "subsidiary") &&
    (column.permission === undefined || mayUse(role, column.permission, "VIEW"));
  return new Map(Object.entries(table.columns).filter(([, column]) => isVisible(column)));
}

const words = (values: string[]) => values.map((value) => `'${value}'`).join(", ");

/** The conditions, over the table's own columns, that keep a role from rows it has no right to. */
export function rowConditions(table: Table, role: Role): string[] {
  const conditions: string[] = [];
  const types = hiddenTransactionTypes(role);
  if (types.length > 0) {
    for (const column of table.transactionTypeColumns ?? [])
      conditions.push(`${column} NOT IN (${words(types)})`);
  }
  const entityTypes = hiddenEntityTypes(role);
  if (table.entityTypeColumn && entityTypes.length > 0) {
    conditions.push(`${table.entityTypeColumn} NOT IN (${words(entityTypes)})`);
  }
  if (role.subsidiary !== undefined && table.subsidiaryColumn) {
    conditions.push(`${table.subsidiaryColumn} = ${Number(role.subsidiary)}`);
  }
  return conditions;
}

/** What stands in FROM for a table: itself, or itself behind the role's row conditions. */
export function relationSql(name: string, table: Table, role: Role): string {
  const conditions = rowConditions(table, role);
  const relation = quote(storedName(name));
  return conditions.length === 0 ? relation : `(SELECT * FROM ${relation} WHERE ${conditions.join(" AND ")})`;
}

export type Found = { source: Source; column: Column };

/** Finds a column by its name, in the innermost query first. */
export function findColumn(scope: Scope, qualifier: string | undefined, name: string): Found {
  for (let level: Scope | undefined = scope; level; level = level.outer) {
    for (const source of level.sources) {
      if (qualifier !== undefined && source.alias !== qualifier.toLowerCase()) continue;
      const column = source.columns.get(name.toLowerCase());
      if (column) return { source, column };
    }
  }
  const available = scope.sources.map(({ alias, label }) => `${alias}=${label}`).join(", ");
  const identifier = qualifier === undefined ? name : `${qualifier}.${name}`;
  throw invalidQuery(
    `Search error occurred: Unknown identifier '${identifier}'. Available identifiers are: {${available}}.`,
  );
}
