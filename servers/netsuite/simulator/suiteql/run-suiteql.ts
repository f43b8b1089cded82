import { invalidQuery, NetSuiteError } from "../errors.ts";
import type { Store, Value } from "../store.ts";
import { parseSuiteQl } from "./parse-query.ts";
import { accountDate } from "./scalar-functions.ts";
import type { Asker } from "./scope.ts";
import { type OutputColumn, translateQuery } from "./translate-query.ts";
import type { Translated } from "./translated.ts";

/** Rows reachable by paging through one query. */
const reachableRows = 100_000;

export type SuiteQlRequest = { q: string; params: Value[]; limit: number; offset: number };

/** One page of a query's rows as NetSuite writes them, with the number of rows in all. */
export function runSuiteQl(store: Store, asker: Asker, { q, params, limit, offset }: SuiteQlRequest) {
  const { query, parameterCount } = parseSuiteQl(q);
  if (parameterCount !== params.length) {
    throw invalidQuery(
      `Search error occurred: the query has ${parameterCount} parameters and ${params.length} values were given.`,
    );
  }
  const { sql, columns } = translateQuery(query, asker);
  const bound = Object.fromEntries(params.map((value, index) => [`p${index + 1}`, value]));
  try {
    const page = Math.max(0, Math.min(limit, reachableRows - offset));
    const rows = select(store, `SELECT * FROM (${sql}) LIMIT ${page} OFFSET ${offset}`, bound);
    const isEnd = rows.length < page && (rows.length > 0 || offset === 0);
    const total = isEnd ? offset + rows.length : countRows(store, sql, bound);
    return { items: rows.map((row) => render(row, columns)), total: Math.min(total, reachableRows) };
  } catch (error) {
    if (error instanceof NetSuiteError) throw error;
    throw invalidQuery(`Search error occurred: ${error instanceof Error ? error.message : "unknown"}.`);
  }
}

function select(store: Store, sql: string, bound: Record<string, Value>): Record<string, unknown>[] {
  const statement = store.database.prepare(sql);
  statement.setAllowUnknownNamedParameters(true);
  return statement.all(bound);
}

const countRows = (store: Store, sql: string, bound: Record<string, Value>): number =>
  Number(select(store, `SELECT COUNT(*) AS total FROM (${sql})`, bound)[0]?.total);

/**
 * Every value a string, absent values left out, dates in the account's format. Keys do not follow the SELECT list on the wire
 * [recorded 2026-03]: here they are ordered by their last letters, so that nobody comes to rely on a position.
 */
function render(row: Record<string, unknown>, columns: OutputColumn[]): Record<string, unknown> {
  const item: Record<string, unknown> = { links: [] };
  for (const { name, value } of shuffled(columns)) {
    const raw = row[name];
    if (raw !== null && raw !== undefined) item[name] = renderValue(raw, value.type);
  }
  return item;
}

const reversed = (text: string) => [...text].reverse().join("");

const shuffled = (columns: OutputColumn[]) =>
  [...columns].sort((left, right) => (reversed(left.name) < reversed(right.name) ? -1 : 1));

function renderValue(raw: unknown, type: Translated["type"]): string {
  if (type === "date" || type === "datetime") return accountDate(String(raw));
  return typeof raw === "number" ? String(Math.round(raw * 1e8) / 1e8) : String(raw);
}
