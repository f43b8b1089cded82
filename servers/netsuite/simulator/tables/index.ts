import type { Table } from "./columns.ts";
import { entityTables } from "./entities.ts";
import { listTables } from "./lists.ts";
import { projectTables } from "./projects.ts";
import { transactionTables } from "./transactions.ts";

/** Every table SuiteQL knows, by name; the database is created from the same list. */
export const tables: Record<string, Table> = {
  ...transactionTables,
  ...entityTables,
  ...projectTables,
  ...listTables,
};

/** The definition of a table that is known to exist; a misspelt name is a mistake in the simulator. */
export function tableNamed(name: string): Table {
  const table = tables[name];
  if (!table) throw new Error(`The simulator has no table ${name}.`);
  return table;
}

export const quote = (name: string): string => `"${name}"`;

/** The stored relation behind a table's name. */
export const storedName = (name: string): string => tableNamed(name).storedAs ?? name;
