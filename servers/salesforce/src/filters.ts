import { ToolError } from "@gatehouse/tool";
import type { FieldType, ObjectName, Objects } from "./objects.ts";
import { type Condition, has, isId, type Operator, type Value } from "./soql.ts";

/** A filter as a call brings it: everything is text, and the field's type says what it means. */
export type Filter = {
  field: string;
  op: Operator;
  value?: string | undefined;
  values?: readonly string[] | undefined;
};

const EQUALITY = ["eq", "ne", "in", "not_in", "is_null"] as const;
const ORDER = ["lt", "le", "gt", "ge"] as const;

/** What can be asked of each type. */
const ALLOWED: Record<FieldType, readonly Operator[]> = {
  id: EQUALITY,
  text: [...EQUALITY, "contains", "starts_with"],
  number: [...EQUALITY, ...ORDER],
  date: [...EQUALITY, ...ORDER, "in_last_days"],
  datetime: [...ORDER, "is_null", "in_last_days"],
  boolean: ["eq", "ne"],
  area: [],
};

/** The condition of one filter. Refuses unknown and protected fields, and what does not fit the field's type. */
export function filterCondition(objects: Objects, object: ObjectName, filter: Filter): Condition {
  const { field, op } = filter;
  const { type, isPersonal } = objects.field(object, field);
  // A filter on what may not be shown would answer one guess after the other.
  if (isPersonal)
    throw new ToolError("not_allowed", `Records cannot be filtered by ${field}; nothing was read.`, {
      next: "Use salesforce_search for a person's name or address.",
    });
  if (!ALLOWED[type].includes(op))
    throw refused(field, ALLOWED[type].length > 0 ? `takes ${ALLOWED[type].join(", ")}` : "takes no filter");
  if (op === "in" || op === "not_in") {
    if (filter.values === undefined) throw refused(field, `needs values for ${op}`);
    return has(
      field,
      op,
      filter.values.map((value) => typedValue(type, field, value)),
    );
  }
  if (op === "is_null") return has(field, op, typedValue("boolean", field, filter.value ?? "true"));
  if (filter.value === undefined) throw refused(field, `needs a value for ${op}`);
  if (op === "in_last_days") return has(field, op, days(field, filter.value));
  return has(field, op, typedValue(type, field, filter.value));
}

const refused = (field: string, why: string) =>
  new ToolError("invalid_input", `${field} ${why}; nothing was read.`);

const DAYS_MAX = 3_650;

function days(field: string, given: string): number {
  const count = Number(given);
  if (!/^\d{1,4}$/.test(given) || count < 1 || count > DAYS_MAX)
    throw refused(field, `needs a number of days from 1 to ${DAYS_MAX}`);
  return count;
}

function typedValue(type: FieldType, field: string, given: string): Value {
  switch (type) {
    case "number":
      if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(given)) throw refused(field, "needs a number such as 1500.50");
      return Number(given);
    case "boolean":
      if (given !== "true" && given !== "false") throw refused(field, "is true or false");
      return given === "true";
    case "date":
      if (!/^\d{4}-\d\d-\d\d$/.test(given)) throw refused(field, "needs a date such as 2026-11-20");
      return { day: given };
    case "datetime":
      if (Number.isNaN(Date.parse(given)) || !/^\d{4}-\d\d-\d\d/.test(given))
        throw refused(field, "needs a time such as 2026-11-20T08:00:00Z");
      return { moment: given };
    case "id":
      if (!isId(given)) throw refused(field, "needs an id of 15 or 18 characters");
      return given;
    default:
      return given;
  }
}
