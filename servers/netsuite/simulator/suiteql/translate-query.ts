import { invalidQuery } from "../errors.ts";
import type { Column } from "../tables/columns.ts";
import { quote } from "../tables/index.ts";
import { aggregates } from "./functions.ts";
import { type Asker, relationSql, type Scope, type Source, visibleColumns, visibleTable } from "./scope.ts";
import { type Expression, type Join, type OrderTerm, partsOf, type Query, type Select } from "./syntax.ts";
import { type Surroundings, translateExpression } from "./translate-expression.ts";
import type { Translated } from "./translated.ts";

export type OutputColumn = { name: string; value: Translated };
export type TranslatedQuery = { sql: string; columns: OutputColumn[] };

/** A query in SQLite's language, limited to what the asker may see. Throws `NetSuiteError` on names and shapes SuiteQL would refuse. */
export function translateQuery(query: Query, asker: Asker, outer?: Scope): TranslatedQuery {
  if (query.selects.length === 1) return translateSelect(query.selects[0] as Select, query, asker, outer);
  const parts = query.selects.map((select) =>
    translateSelect(select, { orderBy: [], offset: undefined, fetch: undefined }, asker, outer),
  );
  const { columns } = parts[0] as TranslatedQuery;
  const sql = parts.map((part, index) => {
    const operator = query.setOperators[index - 1];
    return index === 0 ? part.sql : `${operator === "MINUS" ? "EXCEPT" : operator} ${part.sql}`;
  });
  const order = query.orderBy.map((term) =>
    orderSql(term, positionOf(term.expression, columns) ?? notInOutput()),
  );
  return { sql: `SELECT * FROM (${sql.join(" ")})${orderClause(order)}${limitClause(query)}`, columns };
}

const notInOutput = (): never => {
  throw invalidQuery(
    "Search error occurred: Invalid or unsupported search: ORDER BY item is not in the SELECT list.",
  );
};

type Tail = Pick<Query, "orderBy" | "offset" | "fetch">;

function translateSelect(
  select: Select,
  tail: Tail,
  asker: Asker,
  outer: Scope | undefined,
): TranslatedQuery {
  const scope: Scope = { sources: [], outer };
  const around: Surroundings = {
    scope,
    asker,
    translateQuery: (query, from) => {
      const { sql, columns } = translateQuery(query, asker, from);
      return { sql, types: columns.map(({ value }) => value.type) };
    },
  };
  const from = select.from.map((join) => joinSql(join, around)).join(" ");
  const columns = outputColumns(select, around);
  const { conditions, rowLimit } = splitRowNumber(select.where, around);
  checkGrouping(select, around);
  const isGrouped = select.groupBy.length > 0;
  if (
    rowLimit !== undefined &&
    (isGrouped || select.items.some((item) => !item.star && hasAggregate(item.expression)))
  ) {
    throw invalidQuery("Search error occurred: ROWNUM beside GROUP BY is beyond this simulator.");
  }
  const items = columns.map(({ name, value }) => `${value.sql} AS ${quote(name)}`);
  const order = tail.orderBy.map((term, index) => {
    const position = positionOf(term.expression, columns);
    if (position !== undefined) return orderSql(term, position);
    const { sql } = translateExpression(term.expression, around);
    if (rowLimit === undefined) return orderSql(term, sql);
    items.push(`${sql} AS "order by ${index}"`);
    return orderSql(term, `"order by ${index}"`);
  });
  const body = [
    `SELECT ${select.isDistinct ? "DISTINCT " : ""}${items.join(", ")} FROM ${from}`,
    conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "",
    isGrouped
      ? ` GROUP BY ${select.groupBy.map((part) => translateExpression(part, around).sql).join(", ")}`
      : "",
    select.having ? ` HAVING ${translateExpression(select.having, around).sql}` : "",
  ].join("");
  if (rowLimit === undefined) return { sql: `${body}${orderClause(order)}${limitClause(tail)}`, columns };
  // ROWNUM counts rows before they are ordered.
  const names = columns.map(({ name }) => quote(name)).join(", ");
  return {
    sql: `SELECT ${names} FROM (${body} LIMIT ${rowLimit})${orderClause(order)}${limitClause(tail)}`,
    columns,
  };
}

const joinWords: Record<Join["kind"], string> = {
  FIRST: "",
  CROSS: "CROSS JOIN ",
  INNER: "JOIN ",
  LEFT: "LEFT JOIN ",
  RIGHT: "RIGHT JOIN ",
  FULL: "FULL JOIN ",
};

/** The SQL of one relation; as a side effect its columns become known to the scope, so that later ON clauses find them. */
function joinSql({ kind, source, alias, on }: Join, around: Surroundings): string {
  const { scope, asker } = around;
  let relation: string;
  let added: Source;
  if ("query" in source) {
    const inner = translateQuery(source.query, asker, scope.outer);
    relation = `(${inner.sql})`;
    const name = (alias ?? `derived${scope.sources.length}`).toLowerCase();
    added = {
      alias: name,
      label: name,
      columns: new Map(inner.columns.map((column) => [column.name, asColumn(column)])),
    };
  } else {
    const { name, table } = visibleTable(source.table, asker);
    relation = relationSql(name, table, asker.role);
    added = { alias: (alias ?? name).toLowerCase(), label: name, columns: visibleColumns(table, asker) };
  }
  scope.sources.push(added);
  const condition = on ? ` ON ${translateExpression(on, around).sql}` : "";
  return `${joinWords[kind]}${relation} AS ${quote(added.alias)}${condition}`;
}

/** What an outer query knows of a column of an inner one; a status letter has lost the type that gives it a meaning. */
function asColumn({ value }: OutputColumn): Column {
  const { list, refersTo } = value.origin?.column ?? {};
  return {
    type: value.type === "unknown" ? "text" : value.type,
    ...(refersTo ? { refersTo } : {}),
    ...(list && list !== "transactionstatus" ? { list } : {}),
  };
}

function outputColumns(select: Select, around: Surroundings): OutputColumn[] {
  let unnamed = 0;
  return select.items.flatMap((item): OutputColumn[] => {
    if (!item.star) {
      const { expression, alias } = item;
      const own = expression.is === "column" ? expression.name : undefined;
      const name = alias ?? own ?? `expr${++unnamed}`;
      return [{ name: name.toLowerCase(), value: translateExpression(expression, around) }];
    }
    const sources = around.scope.sources.filter(
      ({ alias }) => item.qualifier === undefined || alias === item.qualifier.toLowerCase(),
    );
    return sources.flatMap(({ alias, columns }) =>
      [...columns.keys()].map((name) => ({
        name,
        value: translateExpression({ is: "column", qualifier: alias, name }, around),
      })),
    );
  });
}

/** Takes `ROWNUM <= n` out of the conditions that must all hold. */
function splitRowNumber(where: Expression | undefined, around: Surroundings) {
  const conditions: string[] = [];
  let rowLimit: string | undefined;
  const visit = (part: Expression): void => {
    if (part.is === "binary" && part.operator === "AND") {
      visit(part.left);
      visit(part.right);
    } else if (part.is === "binary" && isRowNumber(part.left) && ["<=", "<", "="].includes(part.operator)) {
      const bound = `CAST(${translateExpression(part.right, around).sql} AS INTEGER)`;
      rowLimit = part.operator === "<" ? `${bound} - 1` : bound;
    } else {
      conditions.push(translateExpression(part, around).sql);
    }
  };
  if (where) visit(where);
  return { conditions, rowLimit };
}

const isRowNumber = (expression: Expression) =>
  expression.is === "column" &&
  expression.qualifier === undefined &&
  expression.name.toUpperCase() === "ROWNUM";

const isAggregate = (expression: Expression) => expression.is === "call" && aggregates.has(expression.name);

const hasAggregate = (expression: Expression): boolean =>
  isAggregate(expression) || partsOf(expression).some(hasAggregate);

/** Oracle's rule, which SQLite would let pass: beside an aggregate, every column must be grouped by. */
function checkGrouping(select: Select, around: Surroundings): void {
  const expressions = select.items.flatMap((item) => (item.star ? [] : [item.expression]));
  if (select.groupBy.length === 0 && !expressions.some(hasAggregate)) return;
  const groups = new Set(select.groupBy.map((part) => translateExpression(part, around).sql));
  const isGrouped = (expression: Expression): boolean => {
    if (isAggregate(expression) || groups.has(translateExpression(expression, around).sql)) return true;
    return expression.is !== "column" && partsOf(expression).every(isGrouped);
  };
  if (!expressions.every(isGrouped) || select.items.some((item) => item.star)) {
    throw invalidQuery("Search error occurred: Invalid or unsupported search: not a GROUP BY expression.");
  }
}

/** An ORDER BY item that names an output column, by its name or its place. */
function positionOf(expression: Expression, columns: OutputColumn[]): string | undefined {
  if (expression.is === "number") {
    const column = columns[Number(expression.text) - 1];
    return column ? quote(column.name) : notInOutput();
  }
  if (expression.is !== "column" || expression.qualifier !== undefined) return undefined;
  const column = columns.find(({ name }) => name === expression.name.toLowerCase());
  return column && quote(column.name);
}

/** Oracle puts absent values last, SQLite first. */
const orderSql = ({ isDescending, nulls }: OrderTerm, sql: string) =>
  `${sql} ${isDescending ? "DESC" : "ASC"} NULLS ${nulls ?? (isDescending ? "FIRST" : "LAST")}`;

const orderClause = (terms: string[]) => (terms.length > 0 ? ` ORDER BY ${terms.join(", ")}` : "");

const limitClause = ({ offset, fetch }: Pick<Query, "offset" | "fetch">) =>
  offset === undefined && fetch === undefined ? "" : ` LIMIT ${fetch ?? -1} OFFSET ${offset ?? 0}`;
