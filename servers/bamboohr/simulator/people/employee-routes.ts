import { type Context, Hono } from "hono";
import { accessTo, personAt, showsField } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { fieldNamed } from "../fields/field-catalog.ts";
import { answer } from "../wire/answer.ts";
import { refused } from "../wire/errors.ts";
import { element, fieldElements } from "../wire/xml.ts";
import { viewOf } from "./person-view.ts";
import { readField } from "./read-field.ts";
import { createEmployee, updateEmployee } from "./write-employee.ts";

const fieldsMaximum = 400;

/** One person: read by named fields, created, updated. */
export function employeeRoutes(account: Account) {
  return new Hono<Env>()
    .get("/employees/:id{\\d+}", (c) => getEmployee(c, account))
    .post("/employees", (c) => createEmployee(c, account))
    .post("/employees/:id{\\d+}", (c) => updateEmployee(c, account));
}

/** Unknown fields, and those the caller may not see, are left out without a word; without `fields` there is only the id [recorded 2022]. */
function getEmployee(c: Context<Env>, account: Account): Response {
  const session = c.get("session");
  const names = (c.req.query("fields") ?? "").split(",").filter((name) => name !== "");
  if (names.length > fieldsMaximum) throw refused(400, "Too many fields requested");
  const employee = personAt(account, session, c.req.param("id") ?? "");
  const access = accessTo(account, session, employee.id);
  const view = viewOf(account.store, employee, c.req.query("onlyCurrent") === "false" ? null : account.today);
  const values: Record<string, string | null> = {};
  for (const name of names) {
    const field = fieldNamed(name);
    if (field && showsField(account, access, field)) values[name] = readField(view, field);
  }
  return answer(
    c,
    { id: employee.id, ...values },
    element("employee", { id: employee.id }, fieldElements(values)),
  );
}
