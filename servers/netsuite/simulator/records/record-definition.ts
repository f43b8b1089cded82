import type { Account, Session } from "../account.ts";
import type { Permission } from "../roles.ts";
import type { Row, Value } from "../store.ts";
import type { Column } from "../tables/columns.ts";
import { tableNamed } from "../tables/index.ts";

/** What reading or writing a record needs besides the record; `base` is the URL under which record types lie. */
export type RecordContext = { account: Account; session: Session; base: string };

export type Property = {
  column: string;
  isReadOnly: boolean;
  /** How the stored value is shown, where it is not shown by its column's type. */
  show?: (value: Value) => unknown;
  /** What is stored for a value of the wire; answers undefined for one that makes no sense. */
  read?: (value: unknown) => Value | undefined;
};

export type Sublist = {
  /** The items as they go over the wire. */
  items(row: Row, context: RecordContext): Record<string, unknown>[];
  /** Carries out a change; `replace` means that lines which are not named go. Absent where the sublist is read only. */
  write?(row: Row, items: Record<string, unknown>[], replace: boolean, context: RecordContext): void;
};

/** One record type of the REST service, upon the tables that SuiteQL reads. */
export type RecordDefinition = {
  /** camelCase, as in paths. */
  name: string;
  table: string;
  /** The type code, for transactions. */
  transactionType?: string;
  permission: Permission | undefined;
  properties: Record<string, Property>;
  /** Properties that are computed from other rows, with their JSON type. */
  derived: Record<string, "number" | "string" | "boolean" | "object">;
  derive(row: Row, context: RecordContext): Record<string, unknown>;
  sublists: Record<string, Sublist>;
  /** Properties without which a record cannot be created. */
  required: string[];
  /** Columns of a new record that nobody gave. */
  defaults(context: RecordContext): Row;
  /** What else changes when `changes` are written to `before`. Throws where the change is not allowed. */
  effects(before: Row, changes: Row, context: RecordContext): Row;
};

/** Properties that are stored in the column of the same name in lower case; `*` at the end marks those a caller may write. */
export function stored(names: string): Record<string, Property> {
  return Object.fromEntries(
    names.split(" ").map((entry) => {
      const name = entry.replace("*", "");
      return [name, { column: name.toLowerCase(), isReadOnly: !entry.endsWith("*") }];
    }),
  );
}

type Given = Pick<RecordDefinition, "name" | "table" | "permission" | "properties"> &
  Partial<RecordDefinition>;

/** Fills in what a simple record type need not say; a property of an unknown column is a mistake in the simulator. */
export function recordDefinition(given: Given): RecordDefinition {
  for (const [name, { column }] of Object.entries(given.properties)) {
    if (!tableNamed(given.table).columns[column])
      throw new Error(`${given.name}.${name} has no column ${column}.`);
  }
  return {
    derived: {},
    derive: () => ({}),
    sublists: {},
    required: [],
    defaults: () => ({}),
    effects: () => ({}),
    ...given,
  };
}

/** The stored column behind a property. */
export function columnOf(definition: RecordDefinition, property: Property): Column {
  const column = tableNamed(definition.table).columns[property.column];
  if (!column) throw new Error(`${definition.name} has no column ${property.column}.`);
  return column;
}
