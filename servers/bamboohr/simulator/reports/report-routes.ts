import { type Context, Hono } from "hono";
import { hasFeature } from "../access/access-levels.ts";
import { accessTo, requireScope, showsField } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { fieldNamed } from "../fields/field-catalog.ts";
import { inReports, typeInReports } from "../fields/standard-fields.ts";
import { type PersonView, viewOf } from "../people/person-view.ts";
import { readField } from "../people/read-field.ts";
import type { Employee } from "../records.ts";
import { json } from "../wire/answer.ts";
import { numberedError, refused } from "../wire/errors.ts";
import { matches, parseFilter } from "./filter-expression.ts";
import { pageOf, paginationOf } from "./pagination.ts";
import { type SavedReport, savedReports } from "./saved-reports.ts";

const fieldsMaximum = 400;

/** Saved reports in their newer and older form, and the report of one's own. */
export function reportRoutes(account: Account) {
  return new Hono<Env>()
    .get("/custom-reports", (c) => {
      requireReports(c);
      const all = savedReports.map(({ id, name }) => ({ id: Number(id), name }));
      const { items, pagination } = paginationOf(c, all, pageOf(c));
      return json(c, { reports: items, pagination });
    })
    .get("/custom-reports/:report", (c) => {
      requireReports(c);
      const report = savedReports.find(({ id }) => id === c.req.param("report"));
      if (!report) throw numberedError(404, "Report not found");
      const rows = rowsOf(c, account, report);
      const { items, pagination } = paginationOf(c, rows, pageOf(c));
      return json(c, { data: items, aggregations: [], pagination });
    })
    .post("/reports/custom", (c) => customReport(c, account))
    .get("/reports/:report{\\d+}", (c) => {
      requireReports(c);
      checkFormat(c);
      const report = savedReports.find(({ id }) => id === c.req.param("report"));
      if (!report) throw refused(404, "Report not found");
      const people = matching(account, report.filter);
      return json(c, olderForm(c, account, report.name, report.fields, people, account.today));
    });
}

function requireReports(c: Context<Env>): void {
  const { user, scopes } = c.get("session");
  if (!hasFeature(user.level, "reports") || (scopes && !scopes.has("report")))
    throw numberedError(403, "You do not have access to reports");
}

const viewsOf = (account: Account, people: Employee[], day: string | null): PersonView[] =>
  people.map((employee) => viewOf(account.store, employee, day));

/** Whom a filter finds. It is the report's author's, so it does not matter whether the reader sees the filtered field. */
function matching(account: Account, filter: string): Employee[] {
  const expression = parseFilter(filter);
  return account.store.employees.all().filter((employee) => {
    const view = viewOf(account.store, employee, account.today);
    return matches(expression, (name) => {
      const field = fieldNamed(name);
      return field ? readField(view, field) : null;
    });
  });
}

function rowsOf(c: Context<Env>, account: Account, report: SavedReport) {
  const views = viewsOf(account, matching(account, report.filter), account.today);
  return views.map((view) => valuesOf(c, account, view, report.fields));
}

/** Unknown fields and those the caller may not see are left out. */
function valuesOf(
  c: Context<Env>,
  account: Account,
  view: PersonView,
  names: string[],
): Record<string, string | boolean | null> {
  const access = accessTo(account, c.get("session"), view.employee.id);
  const values = names.flatMap((name) => {
    const field = fieldNamed(name);
    if (!field || !showsField(account, access, field)) return [];
    const value = inReports(field, view) ?? readField(view, field);
    // The one kind of value that is no text [recorded 2022].
    return [[name, field.type === "bool" ? value === "true" : value]];
  });
  return Object.fromEntries(values);
}

/** Anything but JSON exists in the product and not here. */
function checkFormat(c: Context<Env>): void {
  const format = c.req.query("format")?.toLowerCase() ?? c.req.header("accept");
  if (format !== "json" && format !== "application/json") throw refused(404, "Report format not found");
}

/**
 * Needs the content type to the letter: with a charset behind it the body is read as XML, which it is not. Whoever left is in the answer too,
 * and so is the future where `onlyCurrent=false` asks for it [recorded 2022].
 */
async function customReport(c: Context<Env>, account: Account): Promise<Response> {
  requireScope(c.get("session"), "report");
  checkFormat(c);
  if (c.req.header("content-type") !== "application/json") throw refused(400, "Malformed XML");
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== "object" || body === null) throw refused(400, "Malformed JSON");
  const { title = "Report", fields } = body as { title?: unknown; fields?: unknown };
  const names = Array.isArray(fields) ? fields.map(String) : [];
  if (names.length > fieldsMaximum) throw refused(400, "Too many fields requested");
  const { filters } = body as {
    filters?: { lastChanged?: { value?: string }; employeeIds?: (string | number)[] };
  };
  const ids = filters?.employeeIds?.map(String);
  const since = filters?.lastChanged?.value;
  const people = account.store.employees
    .all()
    .filter(({ id }) => !ids || ids.includes(id))
    .filter(({ lastChanged }) => !since || Date.parse(lastChanged) > Date.parse(since));
  const day = c.req.query("onlyCurrent") === "false" ? null : account.today;
  // A report is answered as a download is: this, `expires: 0` and `pragma: public` [recorded 2022].
  c.header("cache-control", "must-revalidate, post-check=0,pre-check=0");
  c.header("expires", "0");
  c.header("pragma", "public");
  return json(c, olderForm(c, account, String(title), names, people, day));
}

function olderForm(
  c: Context<Env>,
  account: Account,
  title: string,
  names: string[],
  people: Employee[],
  day: string | null,
) {
  const fields = names.flatMap((name) => {
    const field = fieldNamed(name);
    return field ? [{ id: name, type: typeInReports(field), name: field.name }] : [];
  });
  const employees = viewsOf(account, people, day).flatMap((view) => {
    const access = accessTo(account, c.get("session"), view.employee.id);
    if (!access.sees("name")) return [];
    return [{ id: view.employee.id, ...valuesOf(c, account, view, names) }];
  });
  return { title, fields, employees };
}
