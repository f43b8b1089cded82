import { type Context, Hono } from "hono";
import { isReadOnlyColumn } from "../access/access-levels.ts";
import { type Access, accessTo, personAt } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { type TableDefinition, tableNamed } from "../fields/table-definitions.ts";
import { displayName, text } from "../people/person-view.ts";
import type { CellValue, TableRow } from "../records.ts";
import { rowGroup } from "../store.ts";
import { answer, empty, json } from "../wire/answer.ts";
import { forbidden, refused } from "../wire/errors.ts";
import { readObject } from "../wire/read-body.ts";
import { element, fieldElements } from "../wire/xml.ts";
import { addRow, storedValue, touchEmployee } from "./write-row.ts";

/** History and custom tables: read unsorted, written with empty answers. */
export function tableRoutes(account: Account) {
  return new Hono<Env>()
    .get("/employees/:id{\\d+|all}/tables/:table", (c) => getRows(c, account))
    .post("/employees/:id{\\d+}/tables/:table", (c) => createRow(c, account))
    .post("/employees/:id{\\d+}/tables/:table/:row", (c) => updateRow(c, account))
    .delete("/employees/:id{\\d+}/tables/:table/:row", (c) => deleteRow(c, account));
}

const tableAt = (c: Context<Env>): TableDefinition => {
  const table = tableNamed(c.req.param("table") ?? "");
  if (!table) throw refused(404, "Table not found");
  return table;
};

function getRows(c: Context<Env>, account: Account): Response {
  const { store } = account;
  const session = c.get("session");
  const table = tableAt(c);
  const id = c.req.param("id") ?? "";
  const people = id === "all" ? store.employees.all() : [personAt(account, session, id)];
  const rows = people.flatMap((employee) => {
    const access = accessTo(account, session, employee.id);
    // A table that the caller may not see is empty rather than refused: the specification knows no 403 here.
    if (!access.sees(table.class)) return [];
    const own = store.rows.of(rowGroup(employee.id, table.alias));
    // The newest entry first and then from the oldest on: in no order that anybody could rely on.
    return [...own.slice(-1), ...own.slice(0, -1)].map((row) => showRow(account, access, table, row));
  });
  const xml = rows.map(({ id: rowId, employeeId, ...values }) =>
    element("row", { id: rowId, employeeId }, fieldElements(values)),
  );
  return answer(c, rows, element("table", {}, xml));
}

/** Columns the caller may not see are left out; the manager shows by name. */
export function showRow(
  account: Account,
  access: Access,
  table: TableDefinition,
  { id, employeeId, values }: TableRow,
): Record<string, CellValue> {
  const visible = table.columns.filter((column) => access.sees(column.class));
  const shown = visible.map(({ alias, type }) => {
    const value = values[alias] ?? null;
    const named = type === "employee" && account.store.employees.get(text(value) ?? "");
    return [alias, named ? displayName(named) : value] as const;
  });
  return { id, employeeId, ...Object.fromEntries(shown) };
}

/** Status 200 without a body or the new row's id [wire]. */
async function createRow(c: Context<Env>, account: Account): Promise<Response> {
  const table = tableAt(c);
  const { employee, access } = writable(c, account, table);
  const values = readValues(c, account, table, access, await readObject(c));
  const missing = table.columns.find(({ alias, required }) => required && !values[alias]);
  if (missing) throw refused(400, `${missing.alias} is required`);
  checkRules(employee.id, table, values);
  addRow(account, employee.id, table.alias, values);
  return empty(c);
}

/** Status 200 without a body, whether all of the fields were written or only one [wire]. */
async function updateRow(c: Context<Env>, account: Account): Promise<Response> {
  const { store, switches } = account;
  const table = tableAt(c);
  const { employee, access } = writable(c, account, table);
  const row = rowAt(c, account, employee.id, table);
  if (!row) throw refused(404, "Row not found");
  checkFree(account, row.id);
  const values = readValues(c, account, table, access, await readObject(c));
  for (const column of switches.skippedColumns) delete values[column];
  checkRules(employee.id, table, values);
  store.rows.update(row.id, { values: { ...row.values, ...values } });
  touchEmployee(account, employee.id);
  return empty(c);
}

function deleteRow(c: Context<Env>, account: Account): Response {
  const table = tableAt(c);
  const { employee } = writable(c, account, table);
  const row = rowAt(c, account, employee.id, table);
  if (!row) return json(c, { success: false, error: "Row not found" });
  checkFree(account, row.id);
  account.store.rows.remove(row.id);
  touchEmployee(account, employee.id);
  return json(c, { success: true });
}

function writable(c: Context<Env>, account: Account, table: TableDefinition) {
  const session = c.get("session");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const access = accessTo(account, session, employee.id);
  // An edit that must be approved would be held back in the product's inbox, which is not simulated [open].
  if (!access.edits(table.class)) throw forbidden();
  return { employee, access };
}

function rowAt(c: Context<Env>, { store }: Account, employeeId: string, table: TableDefinition) {
  return store.rows.of(rowGroup(employeeId, table.alias)).find(({ id }) => id === c.req.param("row"));
}

/** The values the caller may write; unknown columns and those that are not theirs fall away without a word. */
function readValues(
  c: Context<Env>,
  account: Account,
  table: TableDefinition,
  access: Access,
  body: Record<string, unknown>,
): Record<string, CellValue> {
  const { level } = c.get("session").user;
  const given = table.columns.filter(({ alias }) => Object.hasOwn(body, alias));
  if (given.length === 0) throw refused(400, "No known field was given");
  const mine = given.filter(
    (column) => access.edits(column.class) && !isReadOnlyColumn(level, table.alias, column.alias),
  );
  if (mine.length === 0) throw forbidden();
  return Object.fromEntries(
    mine.map((column) => [column.alias, storedValue(account, column, body[column.alias])]),
  );
}

/** 409 where somebody would report to themselves, 412 where a pay schedule is named that no payroll has [open]. */
function checkRules(employeeId: string, table: TableDefinition, values: Record<string, CellValue>): void {
  if (values.reportsTo === employeeId) throw refused(409, "An employee cannot report to themselves");
  const schedule = text(values.paySchedule);
  const isKnown = schedule === null || ["Weekly", "Twice a month"].includes(schedule);
  if (table.alias === "compensation" && !isKnown) throw refused(412, "There is no active pay schedule");
}

function checkFree({ switches }: Account, rowId: string): void {
  if (switches.pendingRows.includes(rowId)) throw refused(409, "The row has pending approval changes");
  if (switches.payrollRows.includes(rowId)) throw refused(412, "The row is tied to an active pay schedule");
}
