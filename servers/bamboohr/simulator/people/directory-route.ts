import { type Context, Hono } from "hono";
import { type Access, accessTo, requireScope, showsField } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { fieldNamed } from "../fields/field-catalog.ts";
import { typeInReports } from "../fields/standard-fields.ts";
import type { Employee } from "../records.ts";
import { answer } from "../wire/answer.ts";
import { refused } from "../wire/errors.ts";
import { element, fieldElements } from "../wire/xml.ts";
import { displayName, viewOf } from "./person-view.ts";
import { photoUrl } from "./photo-url.ts";
import { readField } from "./read-field.ts";

const columns = [
  "displayName",
  "firstName",
  "lastName",
  "preferredName",
  "jobTitle",
  "workPhone",
  "mobilePhone",
  "workEmail",
  "department",
  "location",
  "division",
  "linkedIn",
  "pronouns",
  "workPhoneExtension",
  "supervisor",
];

/** Everybody who works here today, in the company's shared directory; with `onlyCurrent=false` those who begin later too. */
export function directoryRoute(account: Account) {
  return new Hono<Env>().get("/employees/directory", (c) => {
    const session = c.get("session");
    requireScope(session, "employee_directory");
    if (!account.switches.directoryShared) throw refused(403, "The directory is not shared");
    const withFuture = c.req.query("onlyCurrent") === "false";
    const employees = account.store.employees
      .all()
      .filter(({ status, hireDate }) => status === "Active" && (withFuture || isHired(account, hireDate)))
      .map((employee) => entry(account, accessTo(account, session, employee.id), employee));
    if (employees.length === 0) throw refused(404, "The directory is empty");
    return show(c, employees);
  });
}

const isHired = ({ today }: Account, hireDate: string | null | undefined) => (hireDate ?? "") <= today;

function entry(account: Account, access: Access, employee: Employee): Record<string, unknown> {
  const view = viewOf(account.store, employee, account.today);
  const values = columns.map((name) => {
    const field = fieldNamed(name);
    // The directory shows what it shares, whatever the level says of a single person.
    const isShared = field && (field.alias !== "mobilePhone" || showsField(account, access, field));
    return [name, isShared ? readField(view, field) : null];
  });
  return {
    id: employee.id,
    ...Object.fromEntries(values),
    displayName: displayName(employee),
    photoUploaded: false,
    photoUrl: photoUrl(employee.id),
  };
}

function show(c: Context<Env>, employees: Record<string, unknown>[]): Response {
  const fields = [...columns, "photoUploaded", "photoUrl"].map((id) => {
    const field = fieldNamed(id);
    return { id, type: field ? typeInReports(field) : "text", name: field?.name ?? id };
  });
  const xml = element("directory", {}, [
    element(
      "fieldset",
      {},
      fields.map(({ id, type, name }) => element("field", { id, type }, [name])),
    ),
    element(
      "employees",
      {},
      employees.map(({ id, ...values }) => element("employee", { id }, fieldElements(values))),
    ),
  ]);
  return answer(c, { fields, employees }, xml);
}
