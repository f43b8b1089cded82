import { rightsOf } from "../access/rights.ts";
import { sharingOf } from "../access/sharing.ts";
import {
  badRequest,
  entityIsLocked,
  insufficientAccess,
  insufficientCrossAccess,
  invalidCrossReference,
  noSuchColumn,
  notWritable,
  requiredFieldMissing,
  unableToLockRow,
} from "../errors.ts";
import { objectOfId } from "../objects/index.ts";
import type { ObjectType } from "../objects/object-type.ts";
import { type Call, momentOf, type Org } from "../org.ts";
import type { Row } from "../store.ts";
import { refreshActivityDates } from "./activity-dates.ts";
import { defaults, derive, type Values } from "./derive.ts";
import { refuseDuplicate } from "./duplicates.ts";
import { readValue } from "./read-value.ts";

export type WriteOptions = {
  /** Whether a duplicate is saved all the same (`Sforce-Duplicate-Rule-Header`). */
  allowsDuplicates: boolean;
};

/** Creates a record for a person and gives its id. Throws the first thing that Salesforce would find wrong. */
export function createRow(
  org: Org,
  call: Call,
  object: ObjectType,
  body: Record<string, unknown>,
  options: WriteOptions,
): string {
  beforeWrite(org);
  const { user } = call.session;
  if (!rightsOf(org, call.session).mayEdit(object)) throw insufficientAccess();
  // Order of the refusals: right to the object, fields, what is missing, references, rules of the org, duplicates.
  const given = readBody(org, call, object, body, undefined);
  const values: Values = {
    ...defaultsOf(object),
    ...(object.fields.has("ownerid") && { OwnerId: user.Id }),
    ...given,
  };
  refuseMissing(object, values);
  refuseForeign(org, call, object, given);
  const now = momentOf(org.now());
  Object.assign(values, derive(object.name, { store: org.store, before: undefined, given, values, now }));
  // The platform's own running number, whatever the caller sends.
  if (object.name === "Case") values.CaseNumber = String(org.store.count("Case") + 1).padStart(8, "0");
  refuseDuplicate(org, call, object, values, undefined, options.allowsDuplicates);
  const stamps = { CreatedDate: now, CreatedById: user.Id, ...stampsOf(user.Id, now) };
  const row = org.store.insert(object.name, { ...values, ...stamps, IsDeleted: false });
  afterWrite(org, object, undefined, row);
  return row.Id;
}

/** Changes a record that the person sees. Throws the first thing that Salesforce would find wrong. */
export function updateRow(
  org: Org,
  call: Call,
  object: ObjectType,
  found: Row,
  body: Record<string, unknown>,
  options: WriteOptions,
): void {
  beforeWrite(org);
  // Read again: an edit that a test let happen first may have changed it since it was found.
  const before = org.store.read(object.name, found.Id) ?? found;
  refuseUnwritable(org, call, object, before);
  const given = readBody(org, call, object, body, before);
  const values: Values = { ...before, ...given };
  refuseMissing(object, values);
  refuseForeign(org, call, object, given);
  const now = momentOf(org.now());
  Object.assign(values, derive(object.name, { store: org.store, before, given, values, now }));
  refuseDuplicate(org, call, object, values, before, options.allowsDuplicates);
  org.store.update(object.name, before.Id, { ...values, ...stampsOf(call.session.user.Id, now) });
  afterWrite(org, object, before, org.store.read(object.name, before.Id) ?? before);
}

/** What an undo takes back again; nothing else is deleted here. */
const deletable = new Set(["Task", "Event", "CaseComment"]);

/** Marks a record as deleted; queryAll still shows it, as after a real delete until the bin is emptied. */
export function deleteRow(org: Org, call: Call, object: ObjectType, found: Row): void {
  beforeWrite(org);
  refuseUnwritable(org, call, object, found);
  if (!deletable.has(object.name)) throw insufficientAccess();
  org.store.update(object.name, found.Id, { IsDeleted: true });
  afterWrite(org, object, found, { ...found, IsDeleted: true });
}

/** Who changed a record last and when; `SystemModstamp` also moves when the platform itself does. */
const stampsOf = (userId: string, now: string): Values => ({
  LastModifiedDate: now,
  LastModifiedById: userId,
  SystemModstamp: now,
});

/** Writes of others that a test wants to happen first, and the lock that somebody else holds. */
function beforeWrite({ store, switches, now }: Org): void {
  const edit = switches.beforeNextWrite;
  if (edit) {
    switches.beforeNextWrite = null;
    const moment = momentOf(now());
    store.update(edit.object, edit.id, { ...edit.values, LastModifiedDate: moment, SystemModstamp: moment });
  }
  if (switches.rowLocks > 0) {
    switches.rowLocks -= 1;
    throw unableToLockRow();
  }
}

/** Seeing a record is not enough to change it, and its owner may not while it waits for an approval. */
function refuseUnwritable(org: Org, call: Call, object: ObjectType, row: Row): void {
  const isAllowed = rightsOf(org, call.session).mayEdit(object);
  if (!isAllowed || !sharingOf(org, call.session).edits(object.name, row)) throw insufficientAccess();
  if (isLocked(org, row.Id)) throw entityIsLocked();
}

/** A record that waits for an approval refuses edits [recalled]. */
const isLocked = ({ store }: Org, id: string): boolean =>
  store.matching("ProcessInstance", "TargetObjectId", id).some(({ Status }) => Status === "Pending");

/** The values of a body by field, each checked. All fields without the right to write are named in one refusal. */
function readBody(
  org: Org,
  call: Call,
  object: ObjectType,
  body: Record<string, unknown>,
  before: Row | undefined,
): Values {
  const rights = rightsOf(org, call.session);
  const values: Values = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    // What a record carries when it was read may come back with it.
    if (name === "attributes") continue;
    const field = rights.field(object, name);
    if (!field) throw noSuchColumn(name, object.name);
    const mayWrite = before ? rights.mayUpdateField(object, field) : rights.mayCreateField(object, field);
    if (mayWrite) values[field.name] = readValue(field, value);
    else refused.push(field.name);
  }
  if (refused.length > 0) throw notWritable(refused);
  return values;
}

/** Checkboxes are never empty, so they need a value where the caller gives none. */
function defaultsOf(object: ObjectType): Values {
  const checkboxes = [...object.fields.values()]
    .filter(({ type }) => type === "boolean")
    .map(({ name, defaultValue }) => [name, defaultValue ?? false] as const);
  return { ...Object.fromEntries(checkboxes), ...defaults[object.name] };
}

/** Tasks and events want a subject although describe calls it optional, as the recorded refusal of an empty one shows. */
const alsoRequired: Record<string, string[]> = {
  Task: ["Subject"],
  Event: ["Subject"],
  CaseComment: ["CommentBody"],
};

function refuseMissing(object: ObjectType, values: Values): void {
  // Fields that the platform fills in are not nillable either, and nobody can send them.
  const required = [...object.fields.values()].filter(
    ({ nillable, createable, type }) => !nillable && createable && type !== "boolean",
  );
  const names = [...required.map(({ name }) => name), ...(alsoRequired[object.name] ?? [])];
  const missing = names.filter((name) => (values[name] ?? null) === null);
  if (missing.length > 0) throw requiredFieldMissing(missing);
}

/** A reference must lead to a record of the right kind that the person may see; a new owner must be active. */
function refuseForeign(org: Org, call: Call, object: ObjectType, given: Values): void {
  const sharing = sharingOf(org, call.session);
  for (const [name, id] of Object.entries(given)) {
    const field = object.fields.get(name.toLowerCase());
    if (field?.type !== "reference" || typeof id !== "string") continue;
    const target = objectOfId(id);
    const row =
      target && field.referenceTo.includes(target.name) ? org.store.read(target.name, id) : undefined;
    if (!target || !row || row.IsDeleted === true) throw invalidCrossReference(name);
    if (!sharing.sees(target.name, row)) throw insufficientCrossAccess(name);
    // Only a new owner is looked at: records of those who left can still be edited.
    if (name === "OwnerId" && row.IsActive === false)
      throw badRequest(
        "INACTIVE_OWNER_OR_USER",
        `operation performed with inactive user [${id}] as owner of record`,
      );
  }
}

/** What the platform does on its own after a write: activity dates up the tree, and the trail of an opportunity. */
function afterWrite(org: Org, object: ObjectType, before: Row | undefined, after: Row): void {
  const { store, today } = org;
  if (object.name === "Task" || object.name === "Event") {
    // A moved activity changes two records: the one it left and the one it came to.
    const rows = [before, after];
    const ids = rows.flatMap((row) => [row?.WhatId, row?.WhoId, row?.AccountId]);
    refreshActivityDates(store, ids, today);
  }
  if (object.name === "Opportunity") recordHistory(org, before, after);
}

/** Fields whose changes an administrator has chosen to keep. */
const tracked: [field: string, shown: string][] = [
  ["StageName", "StageName"],
  ["Amount", "Amount"],
  ["CloseDate", "CloseDate"],
  ["OwnerId", "Owner"],
];

/** A new opportunity has its first history row and no field history: nothing changed yet. */
function recordHistory({ store }: Org, before: Row | undefined, after: Row): void {
  const changed = tracked.filter(([field]) => (before?.[field] ?? null) !== (after[field] ?? null));
  if (changed.length === 0) return;
  const when = { CreatedDate: after.LastModifiedDate ?? null, CreatedById: after.LastModifiedById ?? null };
  const { Id, StageName, Amount, ExpectedRevenue, CloseDate, Probability, ForecastCategory } = after;
  const figures = { StageName, Amount, ExpectedRevenue, CloseDate, Probability, ForecastCategory } as Values;
  store.insert("OpportunityHistory", { OpportunityId: Id, ...figures, ...when });
  if (!before) return;
  for (const [field, shown] of changed) {
    const [oldValue, newValue] = [before[field], after[field]].map((value) =>
      value == null ? null : String(value),
    );
    store.insert("OpportunityFieldHistory", {
      OpportunityId: Id,
      Field: shown,
      OldValue: oldValue ?? null,
      NewValue: newValue ?? null,
      ...when,
    });
  }
}
