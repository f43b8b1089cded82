import { type Context, Hono } from "hono";
import { rightsOf } from "../access/rights.ts";
import { methodNotAllowed, noSuchColumn, noSuchRecord } from "../errors.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { Call, Env, Org } from "../org.ts";
import { urlOf } from "../soql/project-rows.ts";
import type { Row } from "../store.ts";
import { etagOf, isNotModified, lastModified } from "./conditions.ts";
import { findByExternalId, findObject, findRow } from "./find-row.ts";
import { readJson } from "./read-json.ts";
import { createRow, deleteRow, updateRow, type WriteOptions } from "./write-row.ts";

/** Records by id and by external id: `/sobjects/{Object}`, `/sobjects/{Object}/{id}`, `/sobjects/{Object}/{Field}/{value}`. */
export function rowRoutes(org: Org) {
  const objectFrom = (c: Context<Env>) => findObject(org, c.env.call, c.req.param("object") ?? "");
  const rowFrom = (c: Context<Env>, object: ObjectType) =>
    findRow(org, c.env.call, object, c.req.param("id") ?? "");
  return new Hono<Env>()
    .post("/:object", async (c) => {
      // No idempotency here: sent twice, a create makes two records
      // unless a duplicate rule stops it (reference, section 9).
      const object = objectFrom(c);
      const id = createRow(org, c.env.call, object, await readJson(c.req.raw), optionsOf(c));
      c.header("Location", urlOf(c.env.call.version, object.name, id));
      return c.json({ id, success: true, errors: [] }, 201);
    })
    .get("/:object/:id", (c) => {
      const object = objectFrom(c);
      return showRow(org, c, object, rowFrom(c, object));
    })
    .patch("/:object/:id", async (c) => {
      const object = objectFrom(c);
      // Seen first, then the condition, then the write: somebody without the record learns nothing of its date.
      const row = rowFrom(c, object);
      isNotModified(row, conditionsOf(org, c, object, true));
      updateRow(org, c.env.call, object, row, await readJson(c.req.raw), optionsOf(c));
      // Nothing comes back, not even the new modification date: a client has to read again.
      return c.body(null, 204);
    })
    .delete("/:object/:id", (c) => {
      const object = objectFrom(c);
      deleteRow(org, c.env.call, object, rowFrom(c, object));
      return c.body(null, 204);
    })
    .get("/:object/:field/:value", (c) => {
      const object = objectFrom(c);
      const { rows } = findByField(org, c, object);
      const [row] = rows;
      if (!row) throw noSuchRecord();
      return rows.length > 1 ? choices(c, object, rows) : showRow(org, c, object, row);
    })
    .patch("/:object/:field/:value", (c) => upsert(org, c, objectFrom(c)))
    .all("/:object/:id", (c) => {
      // Any other method on a record that exists is 405, not 404.
      throw methodNotAllowed(c.req.method);
    });
}

const findByField = (org: Org, c: Context<Env>, object: ObjectType) =>
  findByExternalId(org, c.env.call, object, c.req.param("field") ?? "", c.req.param("value") ?? "");

/** Several records have the external id: 300 with their addresses. */
const choices = (c: Context<Env>, object: ObjectType, rows: Row[]): Response =>
  c.json(
    rows.map((row) => urlOf(c.env.call.version, object.name, row.Id)),
    300,
  );

/** PATCH by an external id: the write that can be repeated. The body must not repeat the id itself. */
async function upsert(org: Org, c: Context<Env>, object: ObjectType): Promise<Response> {
  const { field, rows } = findByField(org, c, object);
  const body = await readJson(c.req.raw);
  const [row] = rows;
  if (rows.length > 1) return choices(c, object, rows);
  if (row) {
    isNotModified(row, conditionsOf(org, c, object, true));
    updateRow(org, c.env.call, object, row, body, optionsOf(c));
    return c.json({ id: row.Id, success: true, errors: [], created: false }, 200);
  }
  if (c.req.query("updateOnly") === "true") throw noSuchRecord();
  const value = c.req.param("value") ?? "";
  const id = createRow(org, c.env.call, object, { ...body, [field.name]: value }, optionsOf(c));
  c.header("Location", urlOf(c.env.call.version, object.name, id));
  return c.json({ id, success: true, errors: [], created: true }, 201);
}

/**
 * Which conditional headers count: ETags on accounts alone, dates on
 * rows by a switch, since the vendor's page leaves it open.
 */
const conditionsOf = (org: Org, c: Context<Env>, object: ObjectType, isWrite: boolean) => ({
  headers: c.req.raw.headers,
  isWrite,
  hasEtag: object.name === "Account",
  hasDates: org.switches.rowPreconditions && object.stamped,
});

const optionsOf = (c: Context<Env>): WriteOptions => ({
  allowsDuplicates: /allowSave=true/i.test(c.req.header("sforce-duplicate-rule-header") ?? ""),
});

function showRow(org: Org, c: Context<Env>, object: ObjectType, row: Row): Response {
  // Both headers go out with the 304 too, so that a client may keep its copy under the new date.
  const isUnchanged = isNotModified(row, conditionsOf(org, c, object, false));
  if (object.stamped) c.header("Last-Modified", lastModified(row));
  if (object.name === "Account") c.header("ETag", etagOf(row));
  if (isUnchanged) return c.body(null, 304);
  return c.json(recordOf(org, c.env.call, object, row, c.req.query("fields")));
}

/** A flat record: the fields asked for, or every one the person may see, empty ones too. */
export function recordOf(
  org: Org,
  call: Call,
  object: ObjectType,
  row: Row,
  wanted?: string,
): Record<string, unknown> {
  const rights = rightsOf(org, call.session);
  const fields =
    wanted === undefined
      ? rights.fields(object)
      : wanted.split(",").map((name) => {
          const field = rights.field(object, name.trim());
          // A hidden field is an unknown one, here as in queries.
          if (!field) throw noSuchColumn(name.trim(), object.name);
          return field;
        });
  return {
    attributes: { type: object.name, url: urlOf(call.version, object.name, row.Id) },
    ...Object.fromEntries(fields.map(({ name }) => [name, row[name] ?? null])),
    // The id comes even when it was not asked for.
    Id: row.Id,
  };
}
