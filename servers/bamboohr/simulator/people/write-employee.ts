import type { Context } from "hono";
import { hasFeature } from "../access/access-levels.ts";
import { accessTo, personAt, showsField } from "../access/rights.ts";
import { type Account, type Env, momentOf } from "../account.ts";
import { fieldNamed } from "../fields/field-catalog.ts";
import { type FieldDefinition, keyOf } from "../fields/field-definition.ts";
import type { Employee } from "../records.ts";
import { addRow } from "../tables/write-row.ts";
import { json, locationOf } from "../wire/answer.ts";
import { forbidden, refused } from "../wire/errors.ts";
import { isDate, readObject } from "../wire/read-body.ts";
import { dateColumn, viewOf } from "./person-view.ts";
import { readField } from "./read-field.ts";

type Changes = { field: FieldDefinition; value: string | null }[];

/** Status 201 with the id in the body, which the specification says is empty [wire]. */
export async function createEmployee(c: Context<Env>, account: Account): Promise<Response> {
  const { store, now, today, subdomain } = account;
  const session = c.get("session");
  const body = await readObject(c);
  if (!hasFeature(session.user.level, "addEmployees")) throw forbidden();
  if (!body.firstName || !body.lastName) throw refused(400, "firstName and lastName are required");
  const changes = readChanges(body);
  checkValues(account, changes, undefined);
  const id = store.employees.nextId();
  const hireDate = String(body.hireDate ?? today);
  const stored = Object.fromEntries(
    changes.filter(({ field }) => !field.column).map(({ field, value }) => [keyOf(field), value]),
  );
  store.employees.add({ status: "Active", hireDate, ...stored, id, lastChanged: momentOf(now()) });
  addHistory(account, id, hireDate, changes);
  c.header("location", locationOf(subdomain, `/employees/${id}`));
  const employee = store.employees.get(id) as Employee;
  return json(c, { id, ...namesOf(employee) }, 201);
}

/**
 * Changes what the caller may change and leaves the rest without a word; 403 only where nothing at all was theirs to change. The
 * specification promises no body; the wire names the person and tells the fields that did change [wire].
 */
export async function updateEmployee(c: Context<Env>, account: Account): Promise<Response> {
  const { store, now, today } = account;
  const session = c.get("session");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const changes = readChanges(await readObject(c));
  const access = accessTo(account, session, employee.id);
  const allowed = changes.filter(
    ({ field }) => access.edits(field.class) && showsField(account, access, field) && !field.read,
  );
  if (allowed.length === 0) throw forbidden();
  checkValues(account, allowed, employee);
  const stored = allowed.filter(({ field }) => !field.column);
  store.employees.update(employee.id, {
    ...Object.fromEntries(stored.map(({ field, value }) => [keyOf(field), value])),
    lastChanged: momentOf(now()),
  });
  addHistory(account, employee.id, today, allowed);
  const view = viewOf(store, store.employees.get(employee.id) as Employee, today);
  const changed = allowed.map(({ field }) => [keyOf(field), readField(view, field)]);
  return json(c, { id: employee.id, ...namesOf(view.employee), ...Object.fromEntries(changed) });
}

const namesOf = ({ firstName, lastName, status }: Employee) => ({ firstName, lastName, status });

/** Unknown names are ignored. */
function readChanges(body: Record<string, unknown>): Changes {
  return Object.entries(body).flatMap(([name, value]) => {
    const field = fieldNamed(name);
    return field ? [{ field, value: value === null || value === "" ? null : String(value) }] : [];
  });
}

/** 409 for a value that cannot be: a broken date or e-mail, a value no list has, an e-mail somebody else has. */
function checkValues(account: Account, changes: Changes, employee: Employee | undefined): void {
  const { store } = account;
  for (const { field, value } of changes) {
    const problem = value === null ? undefined : problemWith(account, field, value);
    if (problem) throw refused(409, `${keyOf(field)}: ${problem}`);
    const isTaken =
      field.alias === "workEmail" &&
      store.employees.all().some(({ id, workEmail }) => workEmail === value && id !== employee?.id);
    if (value !== null && isTaken) throw refused(409, "workEmail: Email address is already in use");
  }
}

function problemWith({ store }: Account, field: FieldDefinition, value: string): string | undefined {
  if (field.type === "date" && !isDate(value)) return "Invalid date";
  if (field.type === "email" && !/^[^@\s]+@[^@\s]+$/.test(value)) return "Invalid email";
  if (!field.list) return undefined;
  // An archived value may stay, and may be set again [open].
  return store.options.of(field.list).some(({ name }) => name === value) ? undefined : "Invalid value";
}

/** Fields that a history decides become a row of that history, from `date` on, with the former row's other values. */
function addHistory(account: Account, employeeId: string, date: string, changes: Changes): void {
  const columns = changes.flatMap(({ field, value }) =>
    field.column ? [{ ...field.column, value: field.type === "currency" ? money(value) : value }] : [],
  );
  for (const [table, entries] of Map.groupBy(columns, (column) => column.table)) {
    const values = Object.fromEntries((entries ?? []).map(({ name, value }) => [name, value]));
    addRow(account, employeeId, table, { [dateColumn(table)]: date, ...values });
  }
}

const money = (value: string | null) => {
  const [, amount = "0", currency = "USD"] = /^([\d.]+)\s*([A-Z]{3})?$/.exec(value ?? "") ?? [];
  return value === null ? null : { currency, value: amount };
};
