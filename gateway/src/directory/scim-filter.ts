import { ScimError } from "./scim-error.ts";

/** One condition `attribute eq value`; `attribute` is in lower case, without schema and type filter. */
export type Condition = { attribute: string; value: string | boolean };

const FILTER_CHARACTERS = 1_000;
const CONDITIONS_MAX = 5;

/**
 * Reads a filter of conditions `eq` joined by `and`, which is all that Okta and Entra ID send. Not the library's parser:
 * its patterns take time without end over a quoted text of backslashes (scimmy 1.3.5). Throws ScimError for anything else.
 */
export function readFilter(filter: string): Condition[] {
  if (filter.length > FILTER_CHARACTERS) throw invalid(`is longer than ${FILTER_CHARACTERS} characters`);
  const conditions: Condition[] = [];
  // Each alternative begins with another character, so no text is gone over twice.
  const condition =
    /\s*(?:urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):)?([a-z$][\w$.]*)(?:\[type eq "\w{1,20}"\](\.value))?\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*/iy;
  const and = /and\s/iy;
  let at = 0;
  while (at < filter.length || conditions.length === 0) {
    if (conditions.length > 0) {
      and.lastIndex = at;
      if (!and.test(filter)) throw invalid('may only join conditions by "and"');
      at = and.lastIndex;
    }
    condition.lastIndex = at;
    const [, attribute = "", sub = "", value = ""] = condition.exec(filter) ?? [];
    if (attribute === "") throw invalid('must be of the form attribute eq "value"');
    at = condition.lastIndex;
    conditions.push({ attribute: `${attribute}${sub}`.toLowerCase(), value: literalOf(value) });
    if (conditions.length > CONDITIONS_MAX) throw invalid(`has more than ${CONDITIONS_MAX} conditions`);
  }
  return conditions;
}

function literalOf(text: string): string | boolean {
  if (!text.startsWith('"')) return text.toLowerCase() === "true";
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string" && !value.includes("\0")) return value;
  } catch {
    // Said below.
  }
  throw invalid("has a value that is no JSON text");
}

const invalid = (fault: string) => new ScimError(400, `The filter ${fault}.`, "invalidFilter");

/** SQL for each attribute that may be asked for, with `?` for the place of the value. */
export type Columns = Readonly<Record<string, { sql: string; type: "string" | "boolean" }>>;

/** The conditions as SQL, whose values go behind those in `values`. Throws ScimError for an attribute nobody may ask for. */
export function whereOf(conditions: readonly Condition[], columns: Columns, values: unknown[]): string {
  return conditions
    .map(({ attribute, value }) => {
      const column = Object.hasOwn(columns, attribute) ? columns[attribute] : undefined;
      if (column === undefined) throw invalid(`names ${attribute}, which cannot be asked for`);
      if (column.type !== typeof value) throw invalid(`compares ${attribute} with a value of another type`);
      values.push(value);
      return ` and ${column.sql.replaceAll("?", `$${values.length}`)}`;
    })
    .join("");
}
