import { isDeepStrictEqual } from "node:util";
import { ToolError } from "@gatehouse/tool";
import type { Fields } from "./netsuite.ts";
import { idOf, linesOf, textOf } from "./record-values.ts";

export const CONTACT_KINDS = ["contact", "vendor", "customer"] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

type TextField = "email" | "phone" | "mobile_phone" | "title";
type AddressField = "street" | "city" | "state" | "postal_code" | "country";
type Address = { [field in AddressField]?: string | null | undefined };

/** The fields one call sets, as they are or shall be; null is an empty one. */
export type ContactState = { [field in TextField]?: string | null | undefined } & {
  address?: Address | undefined;
};

/** Which fields each kind of record has, by our name, with NetSuite's property (reference, section 4). */
const PROPERTIES: Record<ContactKind, { [field in keyof ContactState]?: string }> = {
  contact: { email: "email", phone: "phone", mobile_phone: "mobilePhone", title: "title" },
  vendor: { email: "email", phone: "phone", mobile_phone: "mobilePhone", address: "addressBook" },
  customer: { email: "email", phone: "phone" },
};

const ADDRESS: Record<AddressField, string> = {
  street: "addr1",
  city: "city",
  state: "state",
  postal_code: "zip",
  country: "country",
};

type Field = keyof ContactState;
/** The keys in the order they were given; the types of `Object.keys` have lost which ones they are. */
const fieldsOf = (state: ContactState) => Object.keys(state) as Field[];

/** The fields of a call; `invalid_input` where the kind has no such field, or none is named. */
export function fieldsToSet(kind: ContactKind, changes: ContactState): Field[] {
  const fields = fieldsOf(changes);
  const foreign = fields.filter((field) => PROPERTIES[kind][field] === undefined);
  if (foreign.length > 0)
    throw new ToolError("invalid_input", `A ${kind} has no ${foreign.join(", ")} here; nothing was changed.`);
  if (fields.length === 0 || Object.keys(changes.address ?? { any: 1 }).length === 0)
    throw new ToolError("invalid_input", "No change was named; nothing was changed.");
  return fields;
}

/** Those fields of a record, as they are now; of its addresses the one bills go to. */
export function stateOf(kind: ContactKind, record: Fields, fields: readonly Field[]): ContactState {
  const read = (field: Field) =>
    field === "address" ? addressOf(record) : (textOf(record[PROPERTIES[kind][field] ?? ""]) ?? null);
  return Object.fromEntries(fields.map((field) => [field, read(field)]));
}

/** The line of the address book that is changed: the default for billing. */
const lineOf = (record: Fields): Fields | undefined =>
  linesOf(record.addressBook).find(({ defaultBilling }) => defaultBilling === true);

export const hasAddress = (record: Fields): boolean => lineOf(record) !== undefined;

function addressOf(record: Fields): Address {
  const address = (lineOf(record)?.addressBookAddress ?? {}) as Fields;
  const parts = Object.entries(ADDRESS).map(([field, property]) => [field, idOf(address[property]) ?? null]);
  return Object.fromEntries(parts);
}

/** The state after setting `changes`: an address keeps the parts that are not named. */
export const changed = (before: ContactState, changes: ContactState): ContactState => ({
  ...before,
  ...changes,
  ...(changes.address && { address: { ...before.address, ...changes.address } }),
});

/** What a PATCH has to say to bring that state about; lines of a sublist are matched by their id [recalled]. */
export function patchOf(kind: ContactKind, record: Fields, state: ContactState): Fields {
  const { address, ...texts } = state;
  const patch = Object.fromEntries(
    fieldsOf(texts).map((field) => [PROPERTIES[kind][field] ?? field, texts[field as TextField] ?? null]),
  );
  if (!address) return patch;
  const parts = Object.entries(address).map(([field, value]) => [
    ADDRESS[field as AddressField],
    // A country is an enum, which is set by its id; the other parts are texts.
    field === "country" && value ? { id: value } : value,
  ]);
  const line = { id: idOf(lineOf(record)?.id), addressBookAddress: Object.fromEntries(parts) };
  return { ...patch, addressBook: { items: [line] } };
}

/** By value: the states of a preview have been through JSON and the gateway. */
export const isSame = (one: ContactState, other: ContactState): boolean => isDeepStrictEqual(one, other);
