/** Fewer rows than this are shorter as they are. */
const ROWS_MIN = 3;
/** Rows that have too little in common would make a table of gaps: at least half of its cells must be filled. */
const FILLED_MIN = 0.5;

/**
 * A structured answer as JSON text for models, which read the text form and pay for every character of it: the same values,
 * but a list of like objects is one table, `{"columns":["id","name"],"rows":[["1","Ann"],["2",null]]}`, so that names of
 * columns are said once. A value that a row lacks is null.
 */
export const structuredText = (structured: Record<string, unknown>): string =>
  JSON.stringify(compact(structured));

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return asTable(value) ?? value.map(compact);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, compact(member)]));
}

function asTable(list: readonly unknown[]): unknown {
  if (list.length < ROWS_MIN || !list.every(isRecord)) return undefined;
  const columns = new Set<string>();
  let filled = 0;
  for (const row of list)
    for (const key of Object.keys(row)) {
      columns.add(key);
      if (row[key] !== undefined) filled += 1;
    }
  if (filled < columns.size * list.length * FILLED_MIN || columns.size === 0) return undefined;
  const names = [...columns];
  return { columns: names, rows: list.map((row) => names.map((name) => cellOf(row, name))) };
}

/** A column named like a member that every object inherits, such as `constructor`, is empty where the row has none of its own. */
const cellOf = (row: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(row, name) ? (compact(row[name]) ?? null) : null;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !("toJSON" in value);
