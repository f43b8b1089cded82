import type { CellValue, Employee, TableRow } from "../records.ts";
import { rowGroup, type Store } from "../store.ts";

/** A person with the rows of the histories that count on a day. */
export type PersonView = {
  employee: Employee;
  job: TableRow | undefined;
  status: TableRow | undefined;
  pay: TableRow | undefined;
  manager: Employee | undefined;
  /** The id of a list's option by its name; null where there is none. */
  optionId(list: string, name: string | null): string | null;
};

export type HistoryTable = "jobInfo" | "employmentStatus" | "compensation";

/** The column that says from when on a row counts. */
export const dateColumn = (table: string): string => (table === "compensation" ? "startDate" : "date");

export const text = (value: CellValue | undefined): string | null =>
  value === undefined || value === null ? null : typeof value === "string" ? value : value.value;

/** The row in force on a day: the latest that has begun; of two with one date the one entered last. Without a day, future rows count too. */
export function rowInForce(
  store: Store,
  employeeId: string,
  table: HistoryTable,
  day: string | null,
): TableRow | undefined {
  const column = dateColumn(table);
  let found: TableRow | undefined;
  for (const row of store.rows.of(rowGroup(employeeId, table))) {
    const date = text(row.values[column]) ?? "";
    if (day !== null && date > day) continue;
    const best = text(found?.values[column]) ?? "";
    if (!found || date > best || (date === best && Number(row.id) > Number(found.id))) found = row;
  }
  return found;
}

/** `day` null takes future-dated rows into account, as `onlyCurrent=false` does. */
export function viewOf(store: Store, employee: Employee, day: string | null): PersonView {
  const rows = new Map<HistoryTable, TableRow | undefined>();
  // Most who look at a person look at one history or none.
  const row = (table: HistoryTable) => {
    if (!rows.has(table)) rows.set(table, rowInForce(store, employee.id, table, day));
    return rows.get(table);
  };
  let manager: Employee | undefined | null = null;
  const view: PersonView = {
    employee,
    get job() {
      return row("jobInfo");
    },
    get status() {
      return row("employmentStatus");
    },
    get pay() {
      return row("compensation");
    },
    get manager() {
      if (manager === null) manager = store.employees.get(text(view.job?.values.reportsTo) ?? "");
      return manager;
    },
    optionId: (list, name) =>
      name === null ? null : (store.options.of(list).find((option) => option.name === name)?.id ?? null),
  };
  return view;
}

export const displayName = ({ firstName, preferredName, lastName }: Employee): string =>
  `${preferredName || firstName} ${lastName}`;

/** The form in which reports name a manager [recorded 2022]. */
export const reversedName = (employee: Employee): string => `${employee.lastName}, ${employee.firstName}`;

/** The id of the person's manager on a day. */
export const managerIdOf = (store: Store, employeeId: string, day: string): string | null =>
  text(rowInForce(store, employeeId, "jobInfo", day)?.values.reportsTo);
