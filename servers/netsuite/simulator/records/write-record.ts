import { minuteOf } from "../account.ts";
import { invalidContent } from "../errors.ts";
import type { Row, Value } from "../store.ts";
import { quote, tableNamed } from "../tables/index.ts";
import { readValue } from "./read-value.ts";
import { columnOf, type RecordContext, type RecordDefinition } from "./record-definition.ts";

/** How wrong properties and values are met, from the two validation headers; an `ignored` one is named in the answer. */
export type Validation = {
  names: "Error" | "Warning" | "Ignore";
  values: "Error" | "Warning" | "Ignore";
  ignored: string[];
};

type Change = { columns: Row; sublists: Record<string, Record<string, unknown>[]> };
type Body = Record<string, unknown>;

/** Writes the given properties over a record. Throws, with nothing changed, when the account or the values refuse. */
export function updateRecord(
  definition: RecordDefinition,
  row: Row,
  body: Body,
  replace: Set<string>,
  validation: Validation,
  context: RecordContext,
): void {
  const change = readBody(definition, body, validation, context);
  const effects = definition.effects(row, change.columns, context);
  atomically(context, () => {
    context.account.store.update(definition.table, [row.id ?? null], {
      ...change.columns,
      ...effects,
      ...stamp(definition, context),
    });
    writeSublists(definition, row, change, replace, context);
  });
}

/** Creates a record and answers its id. */
export function createRecord(
  definition: RecordDefinition,
  body: Body,
  validation: Validation,
  context: RecordContext,
  more: Row = {},
): string {
  const { store } = context.account;
  const change = readBody(definition, body, validation, context);
  const defaults = definition.defaults(context);
  const id = Number(defaults.id ?? store.nextId(definition.table));
  const row: Row = { id, ...defaults, ...change.columns, ...more };
  for (const name of definition.required) {
    const column = definition.properties[name]?.column ?? "";
    if (row[column] === undefined || row[column] === null)
      throw invalidContent(`Please enter value(s) for: ${name}`, name);
  }
  const created = minuteOf(context.account.now());
  atomically(context, () => {
    const columns = tableNamed(definition.table).columns;
    const dates = Object.fromEntries(
      ["createddate", "datecreated"].filter((name) => columns[name]).map((name) => [name, created]),
    );
    const full = { ...dates, ...row, ...definition.effects({}, row, context), ...stamp(definition, context) };
    store.insert(definition.table, full);
    if (definition.transactionType !== undefined) insertMainLine(full, context);
    writeSublists(definition, full, change, new Set(), context);
  });
  return String(id);
}

/** Removes a record and, for a transaction, its lines and links. */
export function deleteRecord(
  definition: RecordDefinition,
  row: Row,
  { account: { store } }: RecordContext,
): void {
  const id = row.id ?? null;
  if (definition.transactionType !== undefined) {
    for (const line of store.rows('SELECT id FROM transactionline WHERE "transaction" = ?', id)) {
      store.remove("transactionline", [id, line.id ?? null]);
    }
    for (const link of store.rows(
      "SELECT * FROM transactionlinelink WHERE previousdoc = ?1 OR nextdoc = ?1",
      id,
    )) {
      const key = ["previousdoc", "previousline", "nextdoc", "nextline"].map(
        (column) => link[column] ?? null,
      );
      store.remove("previoustransactionlinelink", key);
    }
  }
  store.remove(definition.table, [id]);
}

/** When and, for transactions, by whom a record was written last. */
function stamp(definition: RecordDefinition, { account, session }: RecordContext): Row {
  const { columns } = tableNamed(definition.table);
  return {
    ...(columns.lastmodifieddate ? { lastmodifieddate: minuteOf(account.now()) } : {}),
    ...(columns.lastmodifiedby ? { lastmodifiedby: Number(session.entityId) } : {}),
  };
}

function insertMainLine(row: Row, { account: { store } }: RecordContext): void {
  store.insert("transactionline", {
    transaction: row.id ?? null,
    id: 0,
    linesequencenumber: 0,
    uniquekey: Number(store.row("SELECT MAX(uniquekey) + 1 AS next FROM transactionline")?.next),
    trantype: row.type ?? null,
    mainline: "T",
    taxline: "F",
    isclosed: "F",
    isbillable: "F",
    entity: row.entity ?? null,
    subsidiary: row.subsidiary ?? null,
    foreignamount: 0,
    netamount: 0,
  });
}

function writeSublists(
  definition: RecordDefinition,
  row: Row,
  change: Change,
  replace: Set<string>,
  context: RecordContext,
): void {
  for (const [name, items] of Object.entries(change.sublists)) {
    definition.sublists[name]?.write?.(row, items, replace.has(name), context);
  }
}

/** All of a write or nothing of it. */
function atomically({ account: { store } }: RecordContext, write: () => void): void {
  store.database.exec("SAVEPOINT record_write");
  try {
    write();
    store.database.exec("RELEASE record_write");
  } catch (error) {
    store.database.exec("ROLLBACK TO record_write");
    store.database.exec("RELEASE record_write");
    throw error;
  }
}

function readBody(
  definition: RecordDefinition,
  body: Body,
  validation: Validation,
  context: RecordContext,
): Change {
  const change: Change = { columns: {}, sublists: {} };
  for (const [name, given] of Object.entries(body)) {
    if (name === "links") continue;
    const sublist = definition.sublists[name];
    if (sublist?.write) {
      change.sublists[name] = readItems(given, name);
      continue;
    }
    const property = definition.properties[name];
    if (!property || property.isReadOnly) {
      refuseName(definition, name, validation);
      continue;
    }
    const value = property.read
      ? property.read(given)
      : readValue(given, columnOf(definition, property), context.account.store);
    if (value === undefined) refuseValue(definition, name, given, validation);
    else change.columns[property.column] = emptyAsNull(value);
  }
  return change;
}

/** To NetSuite an empty text is no text. */
const emptyAsNull = (value: Value): Value => (value === "" ? null : value);

function readItems(given: unknown, name: string): Record<string, unknown>[] {
  const items = typeof given === "object" && given !== null && "items" in given ? given.items : undefined;
  const isList = Array.isArray(items) && items.every((item) => typeof item === "object" && item !== null);
  if (!isList) throw invalidContent(`The sublist '${name}' needs items.`, name);
  return items;
}

/** By default an unknown property changes nothing and is only mentioned: clients that want to know must ask for an error. */
function refuseName(definition: RecordDefinition, name: string, validation: Validation): void {
  if (validation.names === "Error") {
    throw invalidContent(
      `Unknown or read-only reference or subrecord field ${name} of the record ${quote(definition.name)}.`,
      name,
    );
  }
  if (validation.names === "Warning") validation.ignored.push(name);
}

function refuseValue(
  definition: RecordDefinition,
  name: string,
  given: unknown,
  validation: Validation,
): void {
  if (validation.values === "Error") {
    const shown = JSON.stringify(given).slice(0, 100);
    throw invalidContent(
      `Invalid value ${shown} for the field ${name} of the record ${definition.name}.`,
      name,
    );
  }
  if (validation.values === "Warning") validation.ignored.push(name);
}
