import type { FieldDefinition } from "../fields/field-definition.ts";
import { keyOf } from "../fields/field-definition.ts";
import type { CellValue } from "../records.ts";
import { displayName, type PersonView, text } from "./person-view.ts";

const ROWS = { jobInfo: "job", employmentStatus: "status", compensation: "pay" } as const;

/** A field's value for one person, as Get Employee shows it; null where nothing is set. */
export function readField(view: PersonView, field: FieldDefinition): string | null {
  if (field.read) return field.read(view);
  if (!field.column) return view.employee[keyOf(field)] ?? null;
  const { table, name } = field.column;
  if (name === "reportsTo") return view.manager ? displayName(view.manager) : null;
  const row = view[ROWS[table]];
  return moneyText(row?.values[name]);
}

/** An amount as one text, such as "38.50 USD" [recorded 2022]. */
const moneyText = (value: CellValue | undefined): string | null =>
  typeof value === "object" && value !== null ? `${value.value} ${value.currency}` : text(value);
