import { DatabaseSync, type StatementSync } from "node:sqlite";
import { addScalarFunctions } from "./suiteql/scalar-functions.ts";
import { quote, storedName, tableNamed, tables } from "./tables/index.ts";
import { valueLists } from "./tables/value-lists.ts";

export type Value = string | number | null;
export type Row = Record<string, Value>;

/** The account's records in memory: rows in real tables, and a note of what changed since the seed. */
export type Store = ReturnType<typeof createStore>;

/** Set by the system at every write; two states that differ only here count as equal. */
const serverManaged = new Set(["lastmodifieddate", "lastmodifiedby"]);

const sqlTypes = {
  id: "INTEGER",
  number: "REAL",
  text: "TEXT",
  boolean: "TEXT",
  date: "TEXT",
  datetime: "TEXT",
};

const storedTables = () => {
  const names = Object.keys(tables).filter((name) => tables[name]?.view === undefined);
  return [...new Map(names.map((name) => [storedName(name), name])).entries()];
};

function createTables(database: DatabaseSync): void {
  database.exec(
    "CREATE TABLE listvalue (list TEXT, id TEXT, name TEXT, PRIMARY KEY (list, id)) WITHOUT ROWID",
  );
  for (const [stored, name] of storedTables()) {
    const { columns, key = ["id"] } = tableNamed(name);
    const definitions = Object.entries(columns).map(
      ([column, { type }]) => `${quote(column)} ${sqlTypes[type]}`,
    );
    const primaryKey = key.map(quote).join(", ");
    database.exec(`CREATE TABLE ${quote(stored)} (${definitions.join(", ")}, PRIMARY KEY (${primaryKey}))`);
  }
  for (const [name, { view }] of Object.entries(tables)) {
    if (view) database.exec(`CREATE VIEW ${quote(name)} AS ${view}`);
  }
  const insertValue = database.prepare("INSERT INTO listvalue VALUES (?, ?, ?)");
  for (const [list, values] of Object.entries(valueLists)) {
    for (const [id, name] of Object.entries(values)) insertValue.run(list, id, name);
  }
}

/** Indexes serve what tools ask for; made after seeding, because inserting without them is faster. */
const indexes = [
  'transaction_type ON "transaction" (type, trandate)',
  'transaction_approver ON "transaction" (nextapprover) WHERE nextapprover IS NOT NULL',
  'transaction_entity ON "transaction" (entity, type)',
  'transaction_number ON "transaction" (tranid)',
  "line_entity ON transactionline (entity)",
  "line_source ON transactionline (createdfrom) WHERE createdfrom IS NOT NULL",
  "link_next ON transactionlinelink (nextdoc)",
  "job_manager ON job (projectmanager)",
  "task_project ON projecttask (project)",
  "time_customer ON timebill (customer)",
  "time_employee ON timebill (employee)",
  "contact_company ON contact (company)",
  "employee_mail ON employee (email)",
];

/** A database that holds nothing but the tables and value lists or, given the image of a store's database, what that one held. */
export function createStore(image?: Uint8Array) {
  const database = new DatabaseSync(":memory:");
  database.exec("PRAGMA case_sensitive_like = ON");
  addScalarFunctions(database);
  if (image) database.deserialize(image);
  else createTables(database);
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const rows = (sql: string, ...values: Value[]) => prepared(sql).all(...values) as Row[];
  return {
    database,
    rows,
    row: (sql: string, ...values: Value[]) => rows(sql, ...values)[0],
    seed: (fill: (insert: ReturnType<typeof createInsert>) => void) => {
      database.exec("BEGIN");
      fill(createInsert(prepared));
      database.exec("COMMIT");
      for (const index of indexes) database.exec(`CREATE INDEX ${index}`);
      database.exec("ANALYZE");
    },
    ...createWriter(prepared, rows),
  };
}

/** Inserts a row, leaving out what is not given; one prepared statement per table. */
function createInsert(prepared: (sql: string) => StatementSync) {
  const plans = new Map<string, { columns: string[]; statement: StatementSync }>();
  return (table: string, row: Row): void => {
    let plan = plans.get(table);
    if (!plan) {
      const columns = Object.keys(tableNamed(table).columns);
      const marks = columns.map(() => "?").join(", ");
      const names = columns.map(quote).join(", ");
      plan = {
        columns,
        statement: prepared(`INSERT INTO ${quote(storedName(table))} (${names}) VALUES (${marks})`),
      };
      plans.set(table, plan);
    }
    plan.statement.run(...plan.columns.map((column) => row[column] ?? null));
  };
}

type Touched = { table: string; key: Value[]; original: Row | undefined };

/** Writes that remember what each touched row was, so that `snapshot` can tell a restored state from a changed one. */
function createWriter(prepared: (sql: string) => StatementSync, rows: (sql: string, ...v: Value[]) => Row[]) {
  const touched = new Map<string, Touched>();
  const insertRow = createInsert(prepared);
  const keyOf = (table: string) => tableNamed(table).key ?? ["id"];
  const matching = (table: string) =>
    keyOf(table)
      .map((column) => `${quote(column)} = ?`)
      .join(" AND ");
  const read = (table: string, key: Value[]): Row | undefined =>
    rows(`SELECT * FROM ${quote(storedName(table))} WHERE ${matching(table)}`, ...key)[0];
  const touch = (table: string, key: Value[]) => {
    const name = `${table}/${key.join("/")}`;
    if (!touched.has(name)) touched.set(name, { table, key, original: read(table, key) });
  };
  return {
    read,
    insert(table: string, row: Row): void {
      touch(
        table,
        keyOf(table).map((column) => row[column] ?? null),
      );
      insertRow(table, row);
    },
    update(table: string, key: Value[], changes: Row): void {
      touch(table, key);
      const sets = Object.keys(changes).map((column) => `${quote(column)} = ?`);
      const sql = `UPDATE ${quote(storedName(table))} SET ${sets.join(", ")} WHERE ${matching(table)}`;
      prepared(sql).run(...Object.values(changes), ...key);
    },
    remove(table: string, key: Value[]): void {
      touch(table, key);
      prepared(`DELETE FROM ${quote(storedName(table))} WHERE ${matching(table)}`).run(...key);
    },
    /** The next free number of a table's id. */
    nextId: (table: string): number =>
      Number(rows(`SELECT COALESCE(MAX(id), 0) + 1 AS next FROM ${quote(storedName(table))}`)[0]?.next),
    /** Takes every change since the seed back. */
    restore(): void {
      for (const { table, key, original } of touched.values()) {
        prepared(`DELETE FROM ${quote(storedName(table))} WHERE ${matching(table)}`).run(...key);
        if (original) insertRow(table, original);
      }
      touched.clear();
    },
    /**
     * What differs from the seed: one entry per row that is new, gone or changed, without the fields the system sets by itself. Equal
     * snapshots mean equal states; right after the seed, and after everything was undone, it is empty.
     */
    snapshot(): Record<string, Row | "deleted"> {
      const differences: Record<string, Row | "deleted"> = {};
      for (const [name, { table, key, original }] of [...touched].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const present = read(table, key);
        const difference = compare(original, present);
        if (difference) differences[name] = difference;
      }
      return differences;
    },
  };
}

function compare(original: Row | undefined, present: Row | undefined): Row | "deleted" | undefined {
  if (!present) return original ? "deleted" : undefined;
  const changed = Object.entries(present).filter(
    ([column, value]) => !serverManaged.has(column) && value !== (original?.[column] ?? null),
  );
  return changed.length > 0 || !original ? Object.fromEntries(changed) : undefined;
}
