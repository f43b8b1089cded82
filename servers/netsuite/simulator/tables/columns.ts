import type { Permission } from "../roles.ts";

export type ColumnType = "id" | "text" | "number" | "boolean" | "date" | "datetime";

/** A column as SuiteQL sees it. Booleans are stored as 'T' and 'F', dates as ISO text, ids as integers. */
export type Column = {
  type: ColumnType;
  /** The table whose rows this column names. */
  refersTo?: string;
  /** The value list whose entries this column names; their ids are text. */
  list?: string;
  /** Kept for the record service; SuiteQL does not know the column. */
  isHidden?: true;
  /** Without this permission the column reads as unknown. */
  permission?: Permission;
};

export type Columns = Record<string, Column>;

export type Table = {
  columns: Columns;
  /** SQL, over the table's own columns, of the text by which other records show one of its rows. */
  display: string;
  /** Without it the table reads as unknown. Tables without one are open to every role. */
  permission?: Permission;
  /** The stored relation behind the name, where it is not called like the table. */
  storedAs?: string;
  /** The SELECT behind a table that is derived from others. */
  view?: string;
  /** Which column holds the subsidiary by which a restricted role is held back. */
  subsidiaryColumn?: string;
  /** Which columns hold transaction type codes by which a role sees a row or not. */
  transactionTypeColumns?: string[];
  /** Which column holds the entity type by which a role sees a row or not. */
  entityTypeColumn?: string;
  /** Primary key, `id` unless given. */
  key?: string[];
};

export const id: Column = { type: "id" };
export const text: Column = { type: "text" };
export const number: Column = { type: "number" };
export const boolean: Column = { type: "boolean" };
export const date: Column = { type: "date" };
export const datetime: Column = { type: "datetime" };
export const to = (table: string): Column => ({ type: "id", refersTo: table });
export const oneOf = (list: string): Column => ({ type: "text", list });
export const hidden = (column: Column): Column => ({ ...column, isHidden: true });
export const allowedBy = (permission: Permission, column: Column): Column => ({ ...column, permission });

/** Many columns of one type in one line. */
export const each = (column: Column, names: string): Columns =>
  Object.fromEntries(names.split(" ").map((name) => [name, column]));
