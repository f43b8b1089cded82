import { invalidContent } from "../errors.ts";
import type { Row, Store, Value } from "../store.ts";
import type { Column } from "../tables/columns.ts";
import { tableNamed } from "../tables/index.ts";
import { transactionType } from "../transaction-types.ts";
import { readValue } from "./read-value.ts";
import type { RecordContext, Sublist } from "./record-definition.ts";
import { showValue } from "./show-value.ts";

type LineProperties = Record<string, { column: string; isReadOnly: boolean; isUnsigned?: boolean }>;

/** Like `stored`, for lines; `+` marks amounts and quantities, which a record shows without the ledger's sign. */
const onLine = (names: string): LineProperties =>
  Object.fromEntries(
    names.split(" ").map((entry) => {
      const name = entry.replace(/[*+]/g, "");
      return [
        name,
        { column: name.toLowerCase(), isReadOnly: !entry.includes("*"), isUnsigned: entry.includes("+") },
      ];
    }),
  );

const shared = onLine("isClosed* isBillable* department* class* location*");

const itemProperties: LineProperties = {
  ...onLine(
    "item* itemType description* quantity*+ rate* units* expectedReceiptDate* quantityBilled matchBillToReceipt*",
  ),
  amount: { column: "foreignamount", isReadOnly: false, isUnsigned: true },
  quantityReceived: { column: "quantityshiprecv", isReadOnly: true },
  quantityOnShipments: { column: "quantityshiprecv", isReadOnly: true },
  customer: { column: "entity", isReadOnly: false },
  job: { column: "entity", isReadOnly: true },
  projecttask: { column: "projecttask", isReadOnly: false },
  custcol_cost_code: { column: "custcol_cost_code", isReadOnly: false },
  ...shared,
};

const expenseProperties: LineProperties = {
  ...onLine("category* memo* expenseDate* receipt*"),
  account: { column: "expenseaccount", isReadOnly: false },
  amount: { column: "foreignamount", isReadOnly: false, isUnsigned: true },
  customer: { column: "entity", isReadOnly: false },
  projecttask: { column: "projecttask", isReadOnly: false },
  ...shared,
};

export const itemSublist = lineSublist("item", itemProperties);
export const expenseSublist = lineSublist("expense", expenseProperties);

function lineSublist(kind: "item" | "expense", properties: LineProperties): Sublist {
  return {
    items: (row, context) =>
      linesOf(row, kind, context.account.store).map((line) => showLine(line, properties, kind, context)),
    write: (row, items, replace, context) => writeLines(row, items, replace, { kind, properties, context }),
  };
}

const linesOf = (row: Row, kind: string, store: Store) =>
  store.rows(
    'SELECT * FROM transactionline WHERE "transaction" = ? AND sublist = ? ORDER BY id',
    row.id ?? null,
    kind,
  );

const columnNamed = (name: string): Column => tableNamed("transactionline").columns[name] as Column;

function showLine(line: Row, properties: LineProperties, kind: string, { account, base }: RecordContext) {
  const shown: Record<string, unknown> = { links: [], line: Number(line.id) };
  for (const [name, { column, isUnsigned }] of Object.entries(properties)) {
    const value = line[column] ?? null;
    if (value === null || (name === "job" && !isJob(value, account.store))) continue;
    const visible = isUnsigned && typeof value === "number" ? Math.abs(value) : value;
    shown[name] = showValue(visible, columnNamed(column), account.store, base);
  }
  if (kind === "expense") return shown;
  const isOpen =
    line.isclosed !== "T" && Number(line.quantityshiprecv ?? 0) < Math.abs(Number(line.quantity ?? 0));
  const linkedOrder = { links: [], count: 0, hasMore: false, items: [], offset: 0, totalResults: 0 };
  return { ...shown, isOpen, linkedOrder };
}

const isJob = (id: Value, store: Store) => store.row("SELECT 1 FROM job WHERE id = ?", id) !== undefined;

type Target = { kind: "item" | "expense"; properties: LineProperties; context: RecordContext };

/** Lines are matched by `line`; one without a number is added. Afterwards the record's total follows from its lines. */
function writeLines(row: Row, items: Record<string, unknown>[], replace: boolean, target: Target): void {
  const { store } = target.context.account;
  const { sign } = transactionType(String(row.type));
  const present = new Map(linesOf(row, target.kind, store).map((line) => [Number(line.id), line]));
  const kept = new Set<number>();
  for (const [index, item] of items.entries()) {
    const path = `${target.kind}.items[${index}]`;
    const changes = readLine(item, path, target, -sign);
    const line = item.line === undefined ? undefined : present.get(Number(item.line));
    if (item.line !== undefined && !line)
      throw invalidContent(`The line ${item.line} does not exist.`, `${path}.line`);
    const id = line ? Number(line.id) : nextLine(row, store);
    kept.add(id);
    if (line) store.update("transactionline", [row.id ?? null, id], priced({ ...line, ...changes }, changes));
    else store.insert("transactionline", newLine(row, id, target.kind, changes, store));
  }
  if (replace) {
    for (const id of present.keys()) if (!kept.has(id)) store.remove("transactionline", [row.id ?? null, id]);
  }
  updateTotal(row, sign, store);
}

function readLine(
  item: Record<string, unknown>,
  path: string,
  { properties, context }: Target,
  sign: number,
): Row {
  const changes: Row = {};
  for (const [name, given] of Object.entries(item)) {
    if (name === "line" || name === "links") continue;
    const property = properties[name];
    if (!property || property.isReadOnly)
      throw invalidContent(`Invalid property '${name}' on a line.`, `${path}.${name}`);
    const value = readValue(given, columnNamed(property.column), context.account.store);
    if (value === undefined) throw invalidContent(`Invalid value of '${name}' on a line.`, `${path}.${name}`);
    changes[property.column] =
      property.isUnsigned && typeof value === "number" ? sign * Math.abs(value) : value;
  }
  return changes;
}

/** Amount from quantity and rate, unless the amount itself was given. */
function priced(line: Row, changes: Row): Row {
  if (changes.foreignamount !== undefined || (changes.quantity === undefined && changes.rate === undefined))
    return changes;
  const foreignamount = Math.round(Number(line.quantity ?? 0) * Number(line.rate ?? 0) * 100) / 100;
  return { ...changes, foreignamount };
}

const nextLine = (row: Row, store: Store): number =>
  Number(
    store.row('SELECT MAX(id) AS last FROM transactionline WHERE "transaction" = ?', row.id ?? null)?.last ??
      0,
  ) + 1;

function newLine(row: Row, id: number, kind: string, changes: Row, store: Store): Row {
  return {
    transaction: row.id ?? null,
    id,
    linesequencenumber: id,
    uniquekey: Number(store.row("SELECT MAX(uniquekey) + 1 AS next FROM transactionline")?.next),
    trantype: row.type ?? null,
    subsidiary: row.subsidiary ?? null,
    mainline: "F",
    taxline: "F",
    isclosed: "F",
    isbillable: "F",
    sublist: kind,
    transactionlinetype: kind.toUpperCase(),
    quantityshiprecv: kind === "item" ? 0 : null,
    quantitybilled: kind === "item" ? 0 : null,
    ...priced(changes, changes),
  };
}

function updateTotal(row: Row, sign: number, store: Store): void {
  const sum = store.row(
    `SELECT ROUND(SUM(foreignamount), 2) AS total FROM transactionline WHERE "transaction" = ? AND mainline = 'F'`,
    row.id ?? null,
  );
  const total = sign * Math.abs(Number(sum?.total ?? 0));
  const rate = Number(row.exchangerate ?? 1);
  store.update("transactionline", [row.id ?? null, 0], {
    foreignamount: total,
    netamount: Math.round(total * rate * 100) / 100,
  });
  const isOpen = Number(row.foreignamountunpaid ?? 0) > 0;
  store.update("transaction", [row.id ?? null], {
    foreigntotal: total,
    ...(isOpen ? { foreignamountunpaid: Math.abs(total) } : {}),
  });
}
