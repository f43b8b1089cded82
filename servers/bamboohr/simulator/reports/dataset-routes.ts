import { type Context, Hono } from "hono";
import { z } from "zod";
import { accessTo, requireScope, showsField } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { viewOf } from "../people/person-view.ts";
import { readField } from "../people/read-field.ts";
import { json } from "../wire/answer.ts";
import { BambooError, problem } from "../wire/errors.ts";
import { readShape } from "../wire/read-body.ts";
import { type DatasetField, datasetField, employeeFields } from "./dataset-fields.ts";
import { fieldsOf, matches, parseFilter } from "./filter-expression.ts";
import { pageOf, paginationOf } from "./pagination.ts";

const datasets = [{ name: "employee", label: "Employee" }];
const pageSizeDefault = 100;
const pageSizeMaximum = 1_000;
const fieldsMaximum = 400;

/** The catalog of datasets, version 1.2. */
export function datasetRoutes(account: Account) {
  return new Hono<Env>()
    .get("/datasets", (c) => {
      requireScope(c.get("session"), "report");
      return json(c, { datasets });
    })
    .get("/datasets/:name/fields", (c) => {
      requireScope(c.get("session"), "report");
      checkName(c, 422);
      const page = pageOf(c);
      const { items, pagination } = paginationOf(c, employeeFields, page);
      const fields = items.map(({ field: _, ...shown }) => shown);
      return json(c, { pagination, ...datasets[0], fields });
    })
    .post("/datasets/:name/field-options", (c) => fieldOptions(c, account));
}

/** Data, version 2. */
export function dataRoutes(account: Account) {
  return new Hono<Env>().post("/datasets/:name/data", (c) => readData(c, account));
}

function checkName(c: Context<Env>, status: number): void {
  const name = c.req.param("name") ?? "";
  if (!datasets.some((dataset) => dataset.name === name))
    throw problem(status, "DATASET_NOT_FOUND", `There is no dataset ${name}.`);
}

/** An unknown field is a 500 in plain text, of all things. */
async function fieldOptions(c: Context<Env>, { store }: Account): Promise<Response> {
  requireScope(c.get("session"), "field");
  checkName(c, 400);
  const { fields } = await readShape(c, z.object({ fields: z.array(z.string()) }), "problem");
  const options = fields.map((name) => {
    const known = datasetField(name);
    if (!known) throw new BambooError(500, "text", "Internal Server Error");
    const list = known.field.list ? store.options.of(known.field.list) : [];
    return [name, list.map((option) => ({ id: Number(option.id), value: option.name }))] as const;
  });
  return json(c, Object.fromEntries(options));
}

const query = z.object({
  fields: z.array(z.string()).min(1),
  filter: z.string().nullish(),
  orderBy: z.string().nullish(),
  page: z.int().min(1).default(1),
  pageSize: z.int().min(1).default(pageSizeDefault),
});

type Row = { id: string; read(name: string): string | null; hides(name: string): boolean };

/** Hidden values are null without a word, and a filter or an order by a hidden field drops the person. */
async function readData(c: Context<Env>, account: Account): Promise<Response> {
  requireScope(c.get("session"), "report");
  checkName(c, 404);
  const { fields, filter, orderBy, page, pageSize } = await readShape(c, query, "problem", 422);
  if (fields.length > fieldsMaximum || pageSize > pageSizeMaximum)
    throw problem(413, "TOO_MUCH_DATA", "The query asks for too much at once.");
  const expression = filter ? parseFilter(filter) : undefined;
  const order = readOrder(orderBy ?? "", fields);
  const asked = expression ? fieldsOf(expression) : [];
  for (const name of [...fields, ...asked]) known(name);
  const rows = account.store.employees
    .all()
    .map((employee) => rowOf(c, account, employee.id))
    .filter((row) => !row.hides("firstName"))
    .filter((row) => [...asked, ...order.map(({ name }) => name)].every((name) => !row.hides(name)))
    .filter((row) => !expression || matches(expression, row.read));
  sort(rows, order);
  const items = rows.slice((page - 1) * pageSize, page * pageSize);
  const totalPages = Math.max(1, Math.ceil(rows.length / pageSize));
  const link = (number: number) =>
    number >= 1 && number <= totalPages ? `${new URL(c.req.url).pathname}?page=${number}` : null;
  return json(c, {
    data: items.map(({ read }) => ({ fields: Object.fromEntries(fields.map((name) => [name, read(name)])) })),
    links: { next: link(page + 1), prev: link(page - 1) },
    meta: { page, pageSize, totalPages, totalItems: rows.length },
  });
}

function known(name: string): DatasetField {
  const found = datasetField(name);
  if (!found)
    throw problem(422, "FIELD_NOT_FOUND", `There is no field ${name}.`, { [name]: "unknown field" });
  return found;
}

function rowOf(c: Context<Env>, account: Account, id: string): Row {
  const { store, today } = account;
  const access = accessTo(account, c.get("session"), id);
  const employee = store.employees.get(id);
  if (!employee) throw new Error(`There is no employee ${id}.`);
  const view = viewOf(store, employee, today);
  const hides = (name: string) => !showsField(account, access, known(name).field);
  return {
    id,
    hides,
    read: (name) => (hides(name) ? null : readField(view, known(name).field)),
  };
}

type Order = { name: string; isDescending: boolean }[];

/** `lastName desc, firstName`; a field that is not asked for cannot be sorted by. */
function readOrder(text: string, fields: string[]): Order {
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [name = "", direction = "asc"] = part.trim().split(/\s+/);
      if (!fields.includes(name))
        throw problem(422, "INVALID_ORDER", "Fields to sort by must be among the fields.", {
          orderBy: `${name} is not among the fields`,
        });
      return { name, isDescending: direction.toLowerCase() === "desc" };
    });
}

function sort(rows: Row[], order: Order): void {
  const compare = new Intl.Collator("en", { sensitivity: "base", numeric: true }).compare;
  rows.sort((a, b) => {
    for (const { name, isDescending } of order) {
      const difference = compare(a.read(name) ?? "", b.read(name) ?? "");
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return Number(a.id) - Number(b.id);
  });
}
