import { ToolError } from "@gatehouse/tool";

export const OPERATORS = ["eq", "ne", "lt", "le", "gt", "ge", "starts_with"] as const;

/** One condition on a column of a list, by the column's internal name. */
export type Condition = {
  column: string;
  op: (typeof OPERATORS)[number];
  value: string | number | boolean;
};

/** Names as SharePoint makes them: a blank is `_x0020_`. Anything else would change what a filter means. */
const COLUMN = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

/** The one place where values become part of a filter: all conditions hold, each value is a literal (OData 4.01, 5.1.1.14). */
export const odataFilter = (conditions: readonly Condition[]): string =>
  conditions.map(condition).join(" and ");

/** A column of a list item, as filters and orders name it (without `fields/` Graph answers 400 or 500; reference, 5.4). */
export function fieldPath(column: string): string {
  if (COLUMN.test(column)) return `fields/${column}`;
  throw new ToolError("invalid_input", "A column cannot be filtered by its name; nothing was read.");
}

function condition({ column, op, value }: Condition): string {
  const path = fieldPath(column);
  if (op === "starts_with") return `startswith(${path},${literal(String(value))})`;
  if (!OPERATORS.includes(op))
    throw new ToolError("invalid_input", "There is no such comparison; nothing was read.");
  return `${path} ${op} ${literal(value)}`;
}

/** A quotation mark inside a text is written twice. Numbers have no exponent, which not every parser knows. */
function literal(value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "1" : "0"; // How SharePoint stores them [recalled].
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (Number.isFinite(value) && /^-?\d+(\.\d+)?$/.test(String(value))) return String(value);
  throw new ToolError("invalid_input", "A number in this filter cannot be written out; nothing was read.");
}
