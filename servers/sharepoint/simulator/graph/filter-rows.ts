import { GraphError, invalidRequest } from "../errors.ts";
import { showFields } from "../show/show-row.ts";
import type { FieldValue, List, Row } from "../store/model.ts";
import type { Call } from "./routes.ts";

/** SharePoint's list view threshold: above it nothing is filtered or sorted by a column without an index. */
const listThreshold = 5_000;
const nonIndexedPreference = "honornonindexedquerieswarningmayfailrandomly";

type Test = (fields: Record<string, FieldValue>) => boolean;

/** A page's rows by `$filter` and `$orderby`, as far as SharePoint understands them. */
export function chosenRows(call: Call, list: List): Row[] {
  const { searchParams } = call.url;
  const rows = [...list.rows().values()];
  const fieldsOf = (row: Row) => showFields(call.tenant, list, row) as Record<string, FieldValue>;
  const filter = searchParams.get("$filter");
  const test = filter === null ? undefined : parse(filter, (name) => checkColumn(call, list, name));
  const kept = test ? rows.filter((row) => test(fieldsOf(row))) : rows;
  const order = searchParams.get("$orderby");
  if (order === null) return kept;
  const [, name, direction = "asc"] = /^fields\/(\w+)(?:\s+(asc|desc))?$/i.exec(order.trim()) ?? [];
  if (!name) throw invalidRequest("Invalid orderby clause");
  checkColumn(call, list, name);
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  return kept
    .map((row) => ({ row, value: fieldsOf(row)[name] ?? null }))
    .sort((a, b) => compareValues(a.value, b.value) * sign)
    .map(({ row }) => row);
}

function compareValues(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

/** Refuses a column that has no index, in the words that are reported for it. */
function checkColumn({ c }: Call, list: List, name: string): void {
  const column = list.columns.find((one) => one.name === name || `${one.name}LookupId` === name);
  if (!column && name !== "id")
    throw invalidRequest(`Column '${name}' does not exist. It may have been deleted by another user.`);
  if (!column || column.indexed) return;
  const isPreferred = (c.req.header("prefer") ?? "").toLowerCase().includes(nonIndexedPreference);
  if (!isPreferred) {
    throw invalidRequest(
      `Field '${name}' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: HonorNonIndexedQueriesWarningMayFailRandomly' header to allow this, but be warned that such queries may fail on large lists.`,
    );
  }
  // How it fails on a large list is [recalled]; that it may is reported.
  if (list.rows().size > listThreshold)
    throw new GraphError(
      400,
      "invalidRequest",
      "The attempted operation is prohibited because it exceeds the list view threshold.",
    );
}

const tokenPattern = /\s*(?:(\(|\)|,)|'((?:[^']|'')*)'|([\w./:+-]+))/gy;

type Token = { mark?: string; text?: string; word?: string };

function tokensOf(filter: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  tokenPattern.lastIndex = 0;
  for (let found = tokenPattern.exec(filter); found; found = tokenPattern.exec(filter)) {
    const [, mark, text, word] = found;
    if (mark !== undefined) tokens.push({ mark });
    else if (text !== undefined) tokens.push({ text: text.replaceAll("''", "'") });
    else if (word !== undefined) tokens.push({ word });
    at = tokenPattern.lastIndex;
  }
  if (filter.slice(at).trim() !== "") throw invalidRequest("Invalid filter clause");
  return tokens;
}

/** `fields/Name op value` with `and`, `or`, `not`, brackets and `startswith`; anything else is refused. */
function parse(filter: string, check: (name: string) => void): Test {
  const tokens = tokensOf(filter);
  let at = 0;
  const fail = (): never => {
    throw invalidRequest("Invalid filter clause");
  };
  const take = (): Token => tokens[at++] ?? fail();
  const mark = (wanted: string): void => {
    if (take().mark !== wanted) fail();
  };
  const isWord = (word: string): boolean => {
    if (tokens[at]?.word?.toLowerCase() !== word) return false;
    at += 1;
    return true;
  };
  const field = (): string => {
    const name = /^fields\/(\w+)$/.exec(take().word ?? "")?.[1] ?? fail();
    check(name);
    return name;
  };
  const either = (): Test => {
    const first = both();
    if (!isWord("or")) return first;
    const second = either();
    return (fields) => first(fields) || second(fields);
  };
  const both = (): Test => {
    const first = one();
    if (!isWord("and")) return first;
    const second = both();
    return (fields) => first(fields) && second(fields);
  };
  const one = (): Test => {
    if (isWord("not")) {
      const inner = one();
      return (fields) => !inner(fields);
    }
    if (tokens[at]?.mark === "(") {
      at += 1;
      const inner = either();
      mark(")");
      return inner;
    }
    if (isWord("startswith")) {
      mark("(");
      const name = field();
      mark(",");
      const { text } = take();
      mark(")");
      return (fields) =>
        text !== undefined &&
        String(fields[name] ?? "")
          .toLowerCase()
          .startsWith(text.toLowerCase());
    }
    const name = field();
    const operator = take().word?.toLowerCase() ?? fail();
    const value = literalOf(take()) ?? fail();
    const compare = operators[operator] ?? fail();
    return (fields) => compare(fields[name] ?? null, value);
  };
  const test = either();
  return at === tokens.length ? test : fail();
}

type Value = { value: FieldValue };

function literalOf({ text, word }: Token): Value | undefined {
  if (text !== undefined) return { value: text };
  if (word === "null") return { value: null };
  if (word === "true" || word === "false") return { value: word === "true" };
  return word !== undefined && /^-?\d+(\.\d+)?$/.test(word) ? { value: Number(word) } : undefined;
}

/** Text is compared without case, dates as moments, and numbers also where they come as text. */
function alike(field: FieldValue, value: FieldValue): [number | string, number | string] | undefined {
  if (field === null || value === null) return undefined;
  if (typeof field === "boolean" || typeof value === "boolean") return [Number(field), Number(value)];
  if (typeof field === "number" || typeof value === "number") return [Number(field), Number(value)];
  const isDate = /^\d{4}-\d\d-\d\d/.test(field) && /^\d{4}-\d\d-\d\d/.test(value);
  return isDate ? [Date.parse(field), Date.parse(value)] : [field.toLowerCase(), value.toLowerCase()];
}

const comparing =
  (holds: (a: number | string, b: number | string) => boolean) =>
  (field: FieldValue, { value }: Value): boolean => {
    const pair = alike(field, value);
    return pair !== undefined && holds(...pair);
  };

const isSame = (field: FieldValue, value: Value): boolean =>
  field === null || value.value === null ? field === value.value : comparing((a, b) => a === b)(field, value);

const operators: Record<string, (field: FieldValue, value: Value) => boolean> = {
  eq: isSame,
  ne: (field, value) => !isSame(field, value),
  gt: comparing((a, b) => a > b),
  ge: comparing((a, b) => a >= b),
  lt: comparing((a, b) => a < b),
  le: comparing((a, b) => a <= b),
};
