import { type Context, Hono } from "hono";
import type { Account, Env } from "../account.ts";
import { type Effect, noteEffect } from "../effects.ts";
import { insufficientPermission, noSuchRecordType } from "../errors.ts";
import type { Row } from "../store.ts";
import { quote, storedName } from "../tables/index.ts";
import { answer, written } from "../wire/answer.ts";
import { collectionPage, readPageRequest } from "../wire/paging.ts";
import { readJson, readOptionalJson } from "../wire/read-json.ts";
import { billOrder } from "./bill-order.ts";
import { definitionNamed } from "./definitions/index.ts";
import { editRecord } from "./edit-record.ts";
import { demand, findByExternalId, findRecord, visibleRows } from "./find-record.ts";
import { runAction } from "./record-actions.ts";
import type { RecordContext, RecordDefinition } from "./record-definition.ts";
import { readFilter } from "./record-filter.ts";
import { readShowOptions, showRecord } from "./show-record.ts";
import { createRecord, deleteRecord, updateRecord, type Validation } from "./write-record.ts";

type Target = { definition: RecordDefinition; context: RecordContext; url: URL };

/** The record service, below `/services/rest/record/v1`. */
export function recordRoutes(account: Account) {
  const target = (c: Context<Env>): Target => {
    const url = new URL(c.req.url);
    const base = `${url.origin}/services/rest/record/v1`;
    return {
      url,
      definition: definitionNamed(c.req.param("type") ?? ""),
      context: { account, session: c.get("session"), base },
    };
  };
  const beforeWrite = (c: Context<Env>): Target => {
    const found = target(c);
    editBySomebodyElse(account);
    return found;
  };
  return new Hono<Env>()
    .get("/:type", (c) => list(c, target(c)))
    .get("/:type/:id", (c) => getOne(c, target(c)))
    .get("/:type/:id/:sublist", (c) => getSublist(c, target(c)))
    .post("/:type", (c) => create(c, beforeWrite(c)))
    .patch("/:type/:id", (c) => update(c, beforeWrite(c)))
    .put("/:type/:id", (c) => upsert(c, beforeWrite(c)))
    .delete("/:type/:id", (c) => remove(c, beforeWrite(c)))
    .post("/:type/:id/:action{@.+}", (c) => act(c, beforeWrite(c)))
    .post("/:type/:id/!transform/:into", (c) => transform(c, beforeWrite(c)));
}

function list(c: Context<Env>, { definition, context, url }: Target): Response {
  const ids = url.searchParams.get("ids");
  if (ids !== null) return batch(c, ids, { definition, context, url });
  demand(definition, "VIEW", context);
  const page = readPageRequest(url);
  const q = url.searchParams.get("q");
  const filter = q === null ? { sql: "1 = 1", values: [] } : readFilter(q, definition);
  const from = `FROM ${quote(storedName(definition.table))} WHERE ${visibleRows(definition, context)} AND ${filter.sql}`;
  const { store } = context.account;
  const total = Number(store.row(`SELECT COUNT(*) AS total ${from}`, ...filter.values)?.total);
  const rows = store.rows(
    `SELECT id ${from} ORDER BY id LIMIT ? OFFSET ?`,
    ...filter.values,
    page.limit,
    page.offset,
  );
  return answer(
    c,
    "collection",
    collectionPage(
      url,
      page,
      total,
      rows.map((row) => bareItem(row, definition, context)),
    ),
  );
}

const bareItem = ({ id }: Row, { name }: RecordDefinition, { base }: RecordContext) => ({
  links: [{ rel: "self", href: `${base}/${name.toLowerCase()}/${id}` }],
  id: String(id),
});

/** Records by id or external id; new in 2026. What happens with an id that is not there is [open]: here it is left out. */
function batch(c: Context<Env>, ids: string, { definition, context, url }: Target): Response {
  const expand = url.searchParams.get("expandRecords") === "true";
  demand(definition, expand ? "EDIT" : "VIEW", context);
  const options = readShowOptions(url.searchParams);
  const found = ids.split(",").flatMap((id): Row[] => {
    try {
      return [recordAt(definition, id.trim(), context)];
    } catch {
      return [];
    }
  });
  const items = found.map((row) =>
    expand
      ? showRecord(
          definition,
          row,
          `${context.base}/${definition.name.toLowerCase()}/${row.id}`,
          options,
          context,
        )
      : bareItem(row, definition, context),
  );
  return answer(c, "collection", collectionPage(url, { limit: 1_000, offset: 0 }, items.length, items));
}

function recordAt(definition: RecordDefinition, id: string, context: RecordContext): Row {
  const external = id.startsWith("eid:")
    ? findByExternalId(definition, id.slice("eid:".length), context)
    : undefined;
  return external ?? findRecord(definition, id, context);
}

/** Opening a record opens it for editing, so that reading it needs the right to edit it. */
function openRecord(c: Context<Env>, { definition, context }: Target): Row {
  demand(definition, "EDIT", context);
  const row = recordAt(definition, c.req.param("id") ?? "", context);
  if (row.isadministrator === "T") throw insufficientPermission("Administrator");
  return row;
}

function getOne(c: Context<Env>, target: Target): Response {
  const { definition, context, url } = target;
  const row = openRecord(c, target);
  const self = url.origin + url.pathname;
  return answer(c, "singular", showRecord(definition, row, self, readShowOptions(url.searchParams), context));
}

function getSublist(c: Context<Env>, target: Target): Response {
  const { definition, context, url } = target;
  const row = openRecord(c, target);
  const sublist = definition.sublists[c.req.param("sublist") ?? ""];
  if (!sublist) throw noSuchRecordType(c.req.param("sublist") ?? "");
  const items = sublist.items(row, context);
  return answer(c, "collection", {
    links: [{ rel: "self", href: url.origin + url.pathname }],
    items,
    totalResults: items.length,
  });
}

/** Applies, once, the edit that was prepared to come between somebody's look and their write. */
function editBySomebodyElse(account: Account): void {
  const edit = account.switches.beforeNextWrite;
  if (!edit) return;
  account.switches.beforeNextWrite = null;
  editRecord(account, edit);
}

function readValidation(c: Context<Env>): Validation {
  const level = (name: string, otherwise: "Error" | "Warning") => {
    const given = c.req.header(`X-NetSuite-${name}`)?.toLowerCase();
    return given === "error"
      ? "Error"
      : given === "warning"
        ? "Warning"
        : given === "ignore"
          ? "Ignore"
          : otherwise;
  };
  return {
    names: level("PropertyNameValidation", "Warning"),
    values: level("PropertyValueValidation", "Error"),
    ignored: [],
  };
}

const replaced = ({ url }: Target) => new Set((url.searchParams.get("replace") ?? "").split(","));

/** 204 with the record's address; what was ignored is named in a header, and nowhere else. */
function done(
  c: Context<Env>,
  { definition, context }: Target,
  id: string,
  { ignored }: Validation,
): Response {
  if (ignored.length > 0) c.header("x-netsuite-propertyvalidation", ignored.join(", "));
  return written(c, `${context.base}/${definition.name.toLowerCase()}/${id}`);
}

const note = (
  { definition, context }: Pick<Target, "definition" | "context">,
  kind: Effect["kind"],
  id: string,
) => noteEffect(context.account, context.session, { kind, recordType: definition.name, id });

async function create(c: Context<Env>, target: Target): Promise<Response> {
  demand(target.definition, "CREATE", target.context);
  const validation = readValidation(c);
  const id = createRecord(target.definition, await readJson(c.req.raw), validation, target.context);
  note(target, "create", id);
  return done(c, target, id, validation);
}

async function update(c: Context<Env>, target: Target): Promise<Response> {
  const body = await readJson(c.req.raw);
  const row = openRecord(c, target);
  const validation = readValidation(c);
  updateRecord(target.definition, row, body, replaced(target), validation, target.context);
  note(target, "update", String(row.id));
  return done(c, target, String(row.id), validation);
}

/** `PUT /{type}/eid:{externalId}`: creates the record once, and afterwards updates it. */
async function upsert(c: Context<Env>, target: Target): Promise<Response> {
  const { definition, context } = target;
  const key = c.req.param("id") ?? "";
  if (!key.startsWith("eid:") || key.length === "eid:".length)
    throw noSuchRecordType(`${definition.name}/${key}`);
  const externalid = key.slice("eid:".length);
  const body = await readJson(c.req.raw);
  const validation = readValidation(c);
  const present = findByExternalId(definition, externalid, context);
  demand(definition, present ? "EDIT" : "CREATE", context);
  if (present) updateRecord(definition, present, body, replaced(target), validation, context);
  const id = present
    ? String(present.id)
    : createRecord(definition, body, validation, context, { externalid });
  note(target, present ? "update" : "create", id);
  return done(c, target, id, validation);
}

function remove(c: Context<Env>, { definition, context }: Target): Response {
  demand(definition, "FULL", context);
  const row = recordAt(definition, c.req.param("id") ?? "", context);
  deleteRecord(definition, row, context);
  note({ definition, context }, "delete", String(row.id));
  return c.body(null, 204);
}

async function act(c: Context<Env>, target: Target): Promise<Response> {
  const row = openRecord(c, target);
  const body = await readOptionalJson(c.req.raw);
  runAction(target.definition, row, (c.req.param("action") ?? "").slice(1), body, target.context);
  note(target, "action", String(row.id));
  return answer(c, "singular", { links: [], result: true });
}

/** Only the one transformation that a tool may ask for. */
async function transform(c: Context<Env>, target: Target): Promise<Response> {
  const into = c.req.param("into") ?? "";
  if (target.definition.name !== "purchaseOrder" || into.toLowerCase() !== "vendorbill") {
    throw noSuchRecordType(`${target.definition.name}/!transform/${into}`);
  }
  const validation = readValidation(c);
  const row = openRecord(c, target);
  const id = billOrder(row, await readOptionalJson(c.req.raw), validation, target.context);
  const billed = { ...target, definition: definitionNamed("vendorBill") };
  note(billed, "create", id);
  return done(c, billed, id, validation);
}
