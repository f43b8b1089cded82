import { rightsOf } from "../access/rights.ts";
import { sharingOf } from "../access/sharing.ts";
import { entityIsDeleted, malformedId, noSuchExternalId, noSuchRecord, noSuchResource } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Field } from "../objects/field.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { Call, Org } from "../org.ts";
import type { Row } from "../store.ts";

/** An object by its name in an address. Throws 404 for one that is not there or that the person has no right to. */
export function findObject(org: Org, call: Call, name: string): ObjectType {
  const object = rightsOf(org, call.session).object(name);
  if (!object) throw noSuchResource();
  return object;
}

/** A record by its id in an address; a missing one and one that is not shared with the person are the same 404. */
export function findRow(org: Org, call: Call, object: ObjectType, text: string): Row {
  // What has not the form of an id is read as the name of an external id field, as the addresses allow both.
  if (!/^([a-zA-Z0-9]{15}|[a-zA-Z0-9]{18})$/.test(text)) throw noSuchExternalId(text);
  const id = readId(text);
  if (id === undefined || !id.startsWith(object.keyPrefix)) throw malformedId(object.label, text);
  const row = org.store.read(object.name, id);
  if (!row || !sharingOf(org, call.session).sees(object.name, row)) throw noSuchRecord();
  // Tells that something was there: the vendor's own difference, kept because tools must not depend on it.
  if (row.IsDeleted === true || org.switches.vanished.includes(id)) throw entityIsDeleted();
  return row;
}

/** The visible records with a value in an external id field. Throws 404 when the field is not one. */
export function findByExternalId(
  org: Org,
  call: Call,
  object: ObjectType,
  fieldName: string,
  value: string,
): { field: Field; rows: Row[] } {
  const field = rightsOf(org, call.session).field(object, fieldName);
  const isKey = field && (field.externalId || field.idLookup);
  if (!isKey) throw noSuchExternalId(fieldName);
  // An id is a key like any other in this address, and has its own refusals.
  if (field.name === "Id") return { field, rows: [findRow(org, call, object, value)] };
  const sharing = sharingOf(org, call.session);
  const rows = org.store
    .matching(object.name, field.name, value)
    .filter((row) => row.IsDeleted !== true && sharing.sees(object.name, row));
  return { field, rows };
}
