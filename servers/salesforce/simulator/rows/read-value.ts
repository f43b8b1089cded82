import { badPicklistValue, badValue, invalidCrossReference, invalidEmail, tooLong } from "../errors.ts";
import { readId } from "../ids.ts";
import type { Field } from "../objects/field.ts";
import { momentOf } from "../org.ts";
import type { Value } from "../store.ts";

/** A value of a request's body as a field keeps it; empty text counts as null. Throws what Salesforce says about one that does not fit. */
export function readValue(field: Field, value: unknown): Value {
  if (value === null || value === undefined || value === "") return null;
  switch (field.type) {
    // Words are taken for checkboxes and numbers, as a JSON client would send them from a form [recalled].
    case "boolean":
      if (value === true || value === "true") return true;
      if (value === false || value === "false") return false;
      throw badValue("boolean", value);
    case "currency":
    case "double":
    case "percent":
    case "int":
      return readNumber(field, value);
    case "date":
    case "datetime":
      return readTime(field, value);
    case "id":
    case "reference": {
      const id = typeof value === "string" ? readId(value) : undefined;
      if (id === undefined) throw invalidCrossReference(field.name);
      return id;
    }
    // Phones, addresses of pages and picklists are texts with bounds; an unrestricted picklist takes any value.
    default:
      return readText(field, value);
  }
}

/** Digits beyond the field's scale are rounded away without a word; whole numbers lose theirs. */
function readNumber(field: Field, value: unknown): number {
  const number = typeof value === "number" ? value : Number(value);
  const isText = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
  if (!Number.isFinite(number) || (typeof value !== "number" && !isText)) throw badValue("double", value);
  return field.type === "int"
    ? Math.trunc(number)
    : Math.round(number * 10 ** field.scale) / 10 ** field.scale;
}

/**
 * A date takes a moment and keeps its day; a moment takes a date as
 * midnight UTC. Offsets come with and without a colon.
 */
function readTime(field: Field, value: unknown): string {
  const isTime = typeof value === "string" && /^\d{4}-\d\d-\d\d(T|$)/.test(value);
  const time = isTime ? Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, "$1:$2")) : Number.NaN;
  if (Number.isNaN(time)) throw badValue(field.type, value);
  return field.type === "date" ? String(value).slice(0, 10) : momentOf(new Date(time));
}

/** As much of an address as is checked here: one sign in the middle, a dot behind it. */
const emailForm = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** A list of values binds only where describe calls it restricted. */
function readText(field: Field, value: unknown): string {
  if (typeof value !== "string") throw badValue("string", value);
  if (field.length > 0 && value.length > field.length)
    throw tooLong(field.label, field.length, field.name, value);
  if (field.restrictedPicklist && !field.options.includes(value)) {
    throw badPicklistValue(field.label, value, field.name);
  }
  if (field.type === "email" && !emailForm.test(value)) throw invalidEmail(field.label, value, field.name);
  return value;
}
