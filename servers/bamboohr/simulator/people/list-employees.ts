import { type Context, Hono } from "hono";
import { type Access, accessTo, showsField } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { fieldNamed } from "../fields/field-catalog.ts";
import type { Employee } from "../records.ts";
import { json } from "../wire/answer.ts";
import { listError } from "../wire/errors.ts";
import { cursorOf, readCursor } from "./list-cursor.ts";
import { type PersonView, viewOf } from "./person-view.ts";
import { readField } from "./read-field.ts";

/** One schema of the specification says 100, another 2,500 [open]; the lower one is enforced. */
const limitMaximum = 100;
const limitDefault = 50;

const fixedFields = ["firstName", "lastName", "preferredName", "photoUrl", "jobTitleName", "status"];

/** What may be asked for beside the fixed fields; anything else is ignored without a word. */
const extraFields = new Set(
  (
    "workEmail homeEmail bestEmail middleName workPhone workPhoneExtension mobilePhone homePhone skypeUsername linkedinUrl facebookUrl " +
    "instagramUrl twitterUrl pinterestUrl birthDate hireDate divisionName divisionId departmentName departmentId locationName locationId " +
    "jobTitleId employmentStatusName employmentStatusId reportsToName reportsToId"
  ).split(" "),
);

const sortable = new Set(["employeeId", ...fixedFields, ...extraFields]);
const textFilters = ["firstName", "lastName", "jobTitleName"];

type Listed = { employee: Employee; access: Access; value(name: string): string | null };

/** The list with cursors. It speaks JSON whatever the caller accepts, and takes keys although the specification names OAuth alone [wire]. */
export function listEmployees(account: Account) {
  return new Hono<Env>().get("/employees", (c) => {
    const query = new URL(c.req.url).searchParams;
    const limit = readLimit(query.get("page[limit]"));
    const sort = readSort(query.get("sort"));
    const people = filtered(account, c, query);
    if (sort) order(people, sort);
    const start = startOf(query, people, limit);
    const page = people.slice(start, start + limit);
    const fields = (query.get("fields") ?? "").split(",").filter((name) => extraFields.has(name));
    return json(c, {
      data: page.map((listed) => show(account, listed, fields)),
      ...pageOf(c, people, start, limit),
    });
  });
}

function readLimit(text: string | null): number {
  if (text === null) return limitDefault;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= limitMaximum) return limit;
  throw listError("BadPage", `page[limit] must be between 1 and ${limitMaximum}.`);
}

type Sort = { name: string; isDescending: boolean }[];

function readSort(text: string | null): Sort | undefined {
  if (!text) return undefined;
  return text.split(",").map((word) => {
    const name = word.replace(/^-/, "");
    if (!sortable.has(name)) throw listError("BadRequest", `Cannot sort by ${name}.`);
    return { name, isDescending: word.startsWith("-") };
  });
}

/** Whoever hides the filtered field from the caller is not in the list at all. */
function filtered(account: Account, c: Context<Env>, query: URLSearchParams): Listed[] {
  const status = query.get("filter[status]")?.toLowerCase();
  if (status && status !== "active" && status !== "inactive")
    throw listError("BadRequest", "filter[status] must be active or inactive.");
  const ids = readIds(query);
  const words = textFilters.flatMap((name) => {
    const text = query.get(`filter[${name}]`)?.toLowerCase();
    return text ? [{ name, text }] : [];
  });
  return account.store.employees.all().flatMap((employee) => {
    if (status && employee.status?.toLowerCase() !== status) return [];
    if (ids && !ids.has(employee.id)) return [];
    const listed = listedOf(account, c, employee);
    if (!listed.access.sees("name")) return [];
    const fits = words.every(({ name, text }) => listed.value(name)?.toLowerCase().includes(text));
    return fits ? [listed] : [];
  });
}

function readIds(query: URLSearchParams): Set<string> | undefined {
  const given = [
    ...query.getAll("filter[ids][]"),
    ...(query.get("filter[ids]")?.split(",") ?? []),
    ...[...query].flatMap(([key, value]) => (/^filter\[ids\]\[\d+\]$/.test(key) ? [value] : [])),
  ];
  if (given.length === 0) return undefined;
  if (given.some((id) => !/^\d+$/.test(id)))
    throw listError("BadRequest", "filter[ids] must hold whole numbers.");
  return new Set(given);
}

function listedOf(account: Account, c: Context<Env>, employee: Employee): Listed {
  const access = accessTo(account, c.get("session"), employee.id);
  let view: PersonView | undefined;
  return {
    employee,
    access,
    value(name) {
      if (name === "employeeId") return employee.id;
      const field = fieldNamed(name);
      if (!field || !showsField(account, access, field)) return null;
      view ??= viewOf(account.store, employee, account.today);
      return readField(view, field);
    },
  };
}

/** By the fields in turn, empty values last; whoever hides a sorted field from the caller falls out. */
function order(people: Listed[], sort: Sort): void {
  const hides = (listed: Listed) =>
    sort.some(({ name }) => {
      const field = fieldNamed(name);
      return field !== undefined && !listed.access.sees(field.class);
    });
  const kept = people.filter((listed) => !hides(listed));
  people.splice(0, people.length, ...kept);
  const compare = new Intl.Collator("en", { sensitivity: "base", numeric: true }).compare;
  const keys = new Map(people.map((listed) => [listed, sort.map(({ name }) => listed.value(name))]));
  people.sort((a, b) => {
    for (const [index, { isDescending }] of sort.entries()) {
      const [one, other] = [keys.get(a)?.[index] ?? null, keys.get(b)?.[index] ?? null];
      if (one === other) continue;
      if (one === null || other === null) return one === null ? 1 : -1;
      return compare(one, other) * (isDescending ? -1 : 1);
    }
    return Number(a.employee.id) - Number(b.employee.id);
  });
}

function startOf(query: URLSearchParams, people: Listed[], limit: number): number {
  const [after, before] = [query.get("page[after]"), query.get("page[before]")];
  if (after && before) throw listError("BadPage", "page[after] and page[before] exclude each other.");
  const id = readCursor(after ?? before);
  if (id === undefined) return 0;
  const at = people.findIndex(({ employee }) => employee.id === id);
  if (at < 0) throw listError("BadPage", "The cursor is not valid.");
  return after ? at : Math.max(0, at - limit);
}

/** Hidden values are null and named: the only place where BambooHR says so. */
function show(account: Account, { employee, access, value }: Listed, fields: string[]) {
  const names = [...fixedFields, ...fields];
  const restricted = names.filter((name) => {
    const field = fieldNamed(name);
    return field !== undefined && !showsField(account, access, field);
  });
  return {
    employeeId: employee.id,
    ...Object.fromEntries(fixedFields.map((name) => [name, value(name)])),
    _restrictedFields: restricted,
    ...Object.fromEntries(fields.map((name) => [name, value(name)])),
  };
}

function pageOf(c: Context<Env>, people: Listed[], start: number, limit: number) {
  const next = people[start + limit];
  const nextCursor = next ? cursorOf(next.employee.id) : null;
  const first = people[start];
  const prevCursor = start > 0 && first ? cursorOf(first.employee.id) : null;
  const link = (cursor: string | null, name: "after" | "before") => {
    const url = new URL(c.req.url);
    url.searchParams.delete("page[after]");
    url.searchParams.delete("page[before]");
    if (cursor) url.searchParams.set(`page[${name}]`, cursor);
    return { href: url.href };
  };
  return {
    meta: { total: people.length, page: { limit, nextCursor, prevCursor } },
    _links: {
      self: { href: c.req.url },
      ...(nextCursor && { next: link(nextCursor, "after") }),
      ...(prevCursor && { prev: link(prevCursor, "before") }),
    },
  };
}
