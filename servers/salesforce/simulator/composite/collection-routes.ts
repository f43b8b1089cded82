import { type Context, Hono } from "hono";
import { badRequest, jsonParserError, noSuchResource, SalesforceError } from "../errors.ts";
import { readId } from "../ids.ts";
import { objectCalled, objectOfId } from "../objects/index.ts";
import type { Env, Org } from "../org.ts";
import { findByExternalId, findObject, findRow } from "../rows/find-row.ts";
import { isObject, readJson } from "../rows/read-json.ts";
import { recordOf } from "../rows/row-routes.ts";
import { createRow, deleteRow, updateRow, type WriteOptions } from "../rows/write-row.ts";

/** Records of one call (reference, section 9). */
const recordsMax = 200;

type Outcome = { id?: string; success: boolean; errors: unknown[]; created?: boolean };
type Body = Record<string, unknown>;

/** Up to 200 records in one call: `/composite/sobjects`. Always 200 with one outcome per record, in order. */
export function collectionRoutes(org: Org) {
  return new Hono<Env>()
    .post("/composite/sobjects", async (c) => {
      const { records, allOrNone } = readRecords(await readJson(c.req.raw));
      return c.json(
        await writeAll(org, records, allOrNone, (record) => {
          const object = findObject(org, c.env.call, typeOf(record));
          const id = createRow(org, c.env.call, object, record, optionsOf(c));
          return { id, success: true, errors: [] };
        }),
      );
    })
    .patch("/composite/sobjects", async (c) => {
      const { records, allOrNone } = readRecords(await readJson(c.req.raw));
      return c.json(await writeAll(org, records, allOrNone, (record) => update(org, c, record)));
    })
    .patch("/composite/sobjects/:object/:field", async (c) => {
      // Upsert by an external id: each record is made or changed, and says which of the two.
      const { records, allOrNone } = readRecords(await readJson(c.req.raw));
      return c.json(await writeAll(org, records, allOrNone, (record) => upsert(org, c, record)));
    })
    .delete("/composite/sobjects", async (c) => {
      const ids = (c.req.query("ids") ?? "").split(",");
      const allOrNone = c.req.query("allOrNone") === "true";
      return c.json(
        await writeAll(
          org,
          ids.map((id) => ({ id })),
          allOrNone,
          (record) => remove(org, c, record),
        ),
      );
    })
    .get("/composite/sobjects/:object", (c) => {
      const ids = (c.req.query("ids") ?? "").split(",");
      return c.json(retrieve(org, c, ids, c.req.query("fields") ?? "Id"));
    })
    .post("/composite/sobjects/:object", async (c) => {
      // Reads although it is posted: a list of ids may be longer than an address.
      const { ids, fields } = await readJson(c.req.raw);
      if (!Array.isArray(ids) || !Array.isArray(fields)) throw jsonParserError("ids and fields are missing");
      return c.json(retrieve(org, c, ids.map(String), fields.join(",")));
    });
}

/** Whether the caller wants a duplicate saved all the same. */
const optionsOf = (c: Context<Env>): WriteOptions => ({
  allowsDuplicates: /allowSave=true/i.test(c.req.header("sforce-duplicate-rule-header") ?? ""),
});

/** Refuses a call that could not be answered record by record. */
function readRecords({ records, allOrNone = false }: Body): { records: Body[]; allOrNone: boolean } {
  if (!Array.isArray(records) || !records.every(isObject)) throw jsonParserError("records is missing");
  if (records.length > recordsMax)
    throw badRequest("LIMIT_EXCEEDED", `record list cannot have more than ${recordsMax} elements`);
  return { records, allOrNone: allOrNone === true };
}

/** A collection may mix objects, so each record has to say what it is. */
function typeOf({ attributes }: Body): string {
  const type = isObject(attributes) ? attributes.type : undefined;
  if (typeof type !== "string") throw badRequest("INVALID_TYPE", "Records must have attributes with a type");
  return type;
}

/** The id may be spelt in any case, like every field name. */
function withoutId(record: Body): { id: string; rest: Body } {
  const key = Object.keys(record).find((name) => name.toLowerCase() === "id") ?? "id";
  const { [key]: id, ...rest } = record;
  return { id: String(id ?? ""), rest };
}

function update(org: Org, c: Context<Env>, record: Body): Outcome {
  const object = findObject(org, c.env.call, typeOf(record));
  const { id, rest } = withoutId(record);
  const row = findRow(org, c.env.call, object, id);
  updateRow(org, c.env.call, object, row, rest, optionsOf(c));
  return { id: row.Id, success: true, errors: [] };
}

/** Unlike a single upsert, several matches are an error of the record here and no list of addresses. */
function upsert(org: Org, c: Context<Env>, record: Body): Outcome {
  const object = findObject(org, c.env.call, c.req.param("object") ?? "");
  const name = c.req.param("field") ?? "";
  const value = String(record[name] ?? "");
  const { field, rows } = findByExternalId(org, c.env.call, object, name, value);
  const [row] = rows;
  if (rows.length > 1) throw badRequest("DUPLICATE_EXTERNAL_ID", `${field.name}: more than one record found`);
  if (!row) {
    const id = createRow(org, c.env.call, object, record, optionsOf(c));
    return { id, success: true, errors: [], created: true };
  }
  const { [name]: _, ...rest } = record;
  updateRow(org, c.env.call, object, row, rest, optionsOf(c));
  return { id: row.Id, success: true, errors: [], created: false };
}

/** The object follows from the id's prefix; nothing else in the call names it. */
function remove(org: Org, c: Context<Env>, record: Body): Outcome {
  const id = String(record.id);
  const object = objectOfId(readId(id) ?? "");
  if (!object) throw noSuchResource();
  const row = findRow(org, c.env.call, object, id);
  deleteRow(org, c.env.call, object, row);
  return { id: row.Id, success: true, errors: [] };
}

/** One outcome per record; with `allOrNone` one failure takes all of them back. */
async function writeAll(
  org: Org,
  records: Body[],
  allOrNone: boolean,
  write: (record: Body) => Outcome,
): Promise<Outcome[]> {
  const attempt = (record: Body): Outcome => {
    try {
      return write(record);
    } catch (error) {
      if (error instanceof SalesforceError) return { success: false, errors: error.inCollection() };
      throw error;
    }
  };
  if (!allOrNone) return records.map(attempt);
  let outcomes: Outcome[] = [];
  // All are tried even after one has failed, so that the caller learns of every fault at once.
  const isGood = await org.store.transaction(async () => {
    outcomes = records.map(attempt);
    return outcomes.every(({ success }) => success);
  });
  return isGood ? outcomes : outcomes.map((outcome) => (outcome.success ? rolledBack() : outcome));
}

/** Stands in for a success that was taken back, so that no id is shown of what does not exist. */
const rolledBack = (): Outcome => ({
  success: false,
  errors: [
    {
      statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK",
      message:
        "Record rolled back because not all records were valid and the request was using AllOrNone header",
      fields: [],
    },
  ],
});

/** Records by id, null for each that the person cannot read. */
function retrieve(
  org: Org,
  c: Context<Env>,
  ids: string[],
  fields: string,
): (Record<string, unknown> | null)[] {
  const object = findObject(org, c.env.call, objectCalled(c.req.param("object") ?? "")?.name ?? "");
  return ids.map((id) => {
    try {
      return recordOf(org, c.env.call, object, findRow(org, c.env.call, object, id), fields);
    } catch (error) {
      // Not shared and not there look alike, as everywhere.
      if (error instanceof SalesforceError && error.status === 404) return null;
      throw error;
    }
  });
}
