import { Hono } from "hono";
import { hasFeature } from "../access/access-levels.ts";
import { requireFeature } from "../access/rights.ts";
import type { Account, Env } from "../account.ts";
import { allFields } from "../fields/field-catalog.ts";
import { listDefinitions } from "../fields/list-definitions.ts";
import { tableDefinitions } from "../fields/table-definitions.ts";
import type { User } from "../records.ts";
import { answer, json } from "../wire/answer.ts";
import { forbidden } from "../wire/errors.ts";
import { element } from "../wire/xml.ts";

/** What the account has: fields, tables, lists, users. */
export function metaRoutes(account: Account) {
  return new Hono<Env>()
    .get("/meta/fields", (c) => {
      const { scopes } = c.get("session");
      if (scopes && !scopes.has("field") && !scopes.has("employee")) throw forbidden();
      const fields = allFields.map(({ id, name, type, alias, deprecated = false }) => ({
        id,
        name,
        type,
        ...(alias && { alias }),
        deprecated,
      }));
      const xml = fields.map(({ name, ...attributes }) => element("field", attributes, [name]));
      return answer(c, fields, element("fields", {}, xml));
    })
    .get("/meta/tables", (c) => {
      requireFeatureScope(c.get("session").scopes, "field");
      return answer(c, tables(), "tables");
    })
    .get("/meta/lists", (c) => {
      requireFeatureScope(c.get("session").scopes, "field");
      const { level } = c.get("session").user;
      if (!hasFeature(level, "fields")) throw forbidden();
      // The query parameter asks for JSON as well as the header does.
      return c.req.query("format") === "json" ? json(c, lists(account)) : answer(c, lists(account), "lists");
    })
    .get("/meta/users", (c) => {
      requireFeature(c.get("session"), "users");
      const wanted = (c.req.query("status") ?? "").split(",").filter((word) => word in statuses);
      const users = account.store.users
        .all()
        .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
        .map(showUser);
      const xml = users.map(({ id, employeeId, ...values }) =>
        element(
          "user",
          // XML leaves out what JSON shows as 0.
          { id, employeeId: employeeId || null },
          Object.entries(values).map(([key, value]) =>
            element(key, {}, value === null ? [] : [String(value)]),
          ),
        ),
      );
      return answer(c, Object.fromEntries(users.map((user) => [user.id, user])), element("users", {}, xml));
    });
}

const statuses = { enabled: true, disabled: true };

function requireFeatureScope(scopes: ReadonlySet<string> | null, scope: string): void {
  if (scopes && !scopes.has(scope)) throw forbidden();
}

/** Ids of columns follow each other from here; the tables have none of their own on the wire. */
const firstColumnId = 4_600;

function tables() {
  let id = firstColumnId;
  return tableDefinitions.map(({ alias, columns }) => ({
    alias,
    fields: columns.map((column) => ({
      id: id++,
      name: column.name,
      alias: column.alias,
      type: column.type,
    })),
  }));
}

/** `fieldId` is a number, against the specification [wire]; archived options stay in the list. */
function lists({ store }: Account) {
  return listDefinitions.map(({ alias, fieldId, name, manageable, multiple }) => ({
    fieldId,
    name,
    alias,
    manageable,
    multiple,
    options: store.options.of(alias).map((option) => ({
      id: Number(option.id),
      name: option.name,
      archived: option.isArchived ? "yes" : "no",
      createdDate: null,
      archivedDate: option.archivedDate,
    })),
  }));
}

/** Ids are numbers here; the `employeeId` of whoever is no employee is 0 (the vendor's OpenAPI). */
const showUser = ({ id, employeeId, firstName, lastName, email, status, lastLogin }: User) => ({
  id: Number(id),
  employeeId: Number(employeeId ?? 0),
  firstName,
  lastName,
  email,
  status,
  ...(lastLogin !== null && { lastLogin }),
});
