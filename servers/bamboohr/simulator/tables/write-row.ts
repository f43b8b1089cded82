import { type Account, momentOf } from "../account.ts";
import { type ColumnDefinition, tableNamed } from "../fields/table-definitions.ts";
import { dateColumn, displayName, type HistoryTable, rowInForce, text } from "../people/person-view.ts";
import type { CellValue } from "../records.ts";
import { refused } from "../wire/errors.ts";
import { isDate } from "../wire/read-body.ts";

type Values = Record<string, CellValue>;

const histories = new Set(["jobInfo", "employmentStatus", "compensation"]);

/** Adds a row; what is not given is taken from the row in force that day, as the page of the product does. */
export function addRow(account: Account, employeeId: string, table: string, values: Values): void {
  const { store } = account;
  const day = text(values[dateColumn(table)]);
  const former = histories.has(table) ? rowInForce(store, employeeId, table as HistoryTable, day) : undefined;
  const columns = tableNamed(table)?.columns ?? [];
  const before = Object.fromEntries(columns.map(({ alias }) => [alias, former?.values[alias] ?? null]));
  const id = store.rows.nextId();
  store.rows.add({ id, employeeId, table, values: { ...before, ...values } });
  touchEmployee(account, employeeId);
}

/** Any change of a row counts as a change of the person. */
export function touchEmployee({ store, now, today }: Account, employeeId: string): void {
  const status = text(rowInForce(store, employeeId, "employmentStatus", today)?.values.employmentStatus);
  const employee = store.employees.get(employeeId);
  const isLeaver = status === "Terminated";
  const changes =
    status === null || !employee || isLeaver === (employee.status === "Inactive")
      ? {}
      : { status: isLeaver ? "Inactive" : "Active", terminationDate: isLeaver ? today : "0000-00-00" };
  store.employees.update(employeeId, { ...changes, lastChanged: momentOf(now()) });
}

/** A value as it is stored: a manager as an id, an amount as currency and value. Refuses with 406 what the column cannot hold. */
export function storedValue(account: Account, column: ColumnDefinition, value: unknown): CellValue {
  if (value === null || value === "" || value === undefined) return null;
  const invalid = refused(406, `${column.alias}: Invalid value`);
  switch (column.type) {
    case "date":
      if (!isDate(value)) throw invalid;
      return value;
    case "currency":
      return amountOf(value) ?? fail(invalid);
    case "employee":
      return employeeOf(account, String(value)) ?? fail(invalid);
    default: {
      const written = Array.isArray(value) ? value.join(", ") : String(value);
      const options = column.list ? account.store.options.of(column.list) : [];
      const found = options.find(({ id, name }) => name === written || id === written);
      if (column.list && !found) throw invalid;
      return found?.name ?? written;
    }
  }
}

function fail(error: Error): never {
  throw error;
}

function amountOf(value: unknown): CellValue | undefined {
  const { currency = "USD", value: amount = value } =
    typeof value === "object" && value !== null ? (value as { currency?: string; value?: unknown }) : {};
  const number = Number(String(amount).replace(/ [A-Z]{3}$/, ""));
  return Number.isFinite(number) && number >= 0 ? { currency, value: number.toFixed(2) } : undefined;
}

/** An employee by id or by name [recalled]. */
function employeeOf({ store }: Account, idOrName: string): string | undefined {
  return (
    store.employees.get(idOrName)?.id ??
    store.employees.all().find((employee) => displayName(employee) === idOrName)?.id
  );
}
