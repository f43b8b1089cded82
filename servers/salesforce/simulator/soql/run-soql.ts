import { rightsOf } from "../access/rights.ts";
import { sharingOf } from "../access/sharing.ts";
import { badRequest } from "../errors.ts";
import type { Call, Org } from "../org.ts";
import type { Row } from "../store.ts";
import type { SoqlContext } from "./context.ts";
import { parseSoql } from "./parse-soql.ts";
import { project, type Rendered } from "./project-rows.ts";
import { hasGroups, runGroups } from "./run-groups.ts";
import { runRows } from "./run-rows.ts";
import { objectOf } from "./select-rows.ts";

/** What a query found. Records are rendered when they are asked for; `count` has none, only a number. */
export type Found = {
  totalSize: number;
  /** Columns of a record, which decide how many of them go on a page. */
  width: number;
  /** Whether the rest can be fetched later; groups come in one page or not at all. */
  isPaged: boolean;
  records(from: number, to: number): Rendered[];
};

/** `candidates` are rows that a search has found, so that a query evaluates only those. */
export type SoqlOptions = { allRows?: boolean; candidates?: Iterable<Row> };

/** Evaluates a query as one person: only fields they may see exist, and only records that are shared with them. */
export function runSoql(org: Org, call: Call, text: string, options: SoqlOptions = {}): Found {
  const query = parseSoql(text);
  const context: SoqlContext = {
    org,
    rights: rightsOf(org, call.session),
    sharing: sharingOf(org, call.session),
    version: call.version,
    text,
    allRows: options.allRows ?? false,
    userId: call.session.user.Id,
  };
  const object = objectOf(context, query.sObject);
  const [first] = query.fields ?? [];
  // COUNT() without a field is no aggregate column: the number stands in totalSize and there are no records.
  const isCount =
    first?.type === "FieldFunctionExpression" &&
    first.functionName.toUpperCase() === "COUNT" &&
    first.parameters.length === 0;
  if (isCount && query.groupBy === undefined) {
    const { length } = runRows(context, object, { ...query, fields: [] }, options.candidates);
    return { totalSize: length, width: 0, isPaged: false, records: () => [] };
  }
  if (hasGroups(query)) {
    const groups = runGroups(context, object, query);
    // Groups cannot be fetched page by page, so more than a page of them is an error.
    if (groups.length > org.switches.pageRows) throw tooManyGroups();
    return {
      totalSize: groups.length,
      width: 1,
      isPaged: false,
      records: (from, to) => groups.slice(from, to),
    };
  }
  // Before the rows: what may not be selected is refused even where nothing would be found.
  const projection = project(context, object, query);
  const rows = runRows(context, object, query, options.candidates);
  return {
    totalSize: rows.length,
    width: projection.width,
    isPaged: true,
    records: (from, to) => rows.slice(from, to).map(projection.render),
  };
}

/** [recalled] */
const tooManyGroups = () =>
  badRequest(
    "EXCEEDED_ID_LIMIT",
    "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch",
  );
