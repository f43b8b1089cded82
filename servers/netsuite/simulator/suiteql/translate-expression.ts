import { invalidQuery } from "../errors.ts";
import { quote } from "../tables/index.ts";
import { aggregates, translateCall } from "./functions.ts";
import { type Asker, findColumn, type Scope } from "./scope.ts";
import type { Expression, Query } from "./syntax.ts";
import { asNumber, asText, comparable, isDate, numeric, type Translated } from "./translated.ts";

/** What an expression needs to know of its surroundings. */
export type Surroundings = {
  scope: Scope;
  asker: Asker;
  translateQuery: (query: Query, outer: Scope) => { sql: string; types: Translated["type"][] };
};

const truth = (sql: string): Translated => ({ sql, type: "unknown" });
const escapeText = (text: string) => `'${text.replaceAll("'", "''")}'`;

export function translateExpression(expression: Expression, around: Surroundings): Translated {
  const inner = (part: Expression) => translateExpression(part, around);
  const nested = (query: Query) => around.translateQuery(query, around.scope);
  switch (expression.is) {
    case "null":
      return { sql: "NULL", type: "unknown", isBare: true };
    case "number":
      return numeric(expression.text);
    case "string":
      return { sql: escapeText(expression.text), type: "text", isBare: true };
    case "parameter":
      return { sql: `:p${expression.index + 1}`, type: "unknown", isBare: true };
    case "column":
      return translateColumn(expression, around);
    case "call":
      return call(expression, around);
    case "negative":
      return numeric(`-(${asNumber(inner(expression.operand))})`);
    case "not":
      return truth(`NOT (${inner(expression.operand).sql})`);
    case "binary":
      return binary(expression.operator, inner(expression.left), inner(expression.right));
    case "between": {
      const operand = inner(expression.operand);
      const [low, high] = [inner(expression.low), inner(expression.high)].map((end) =>
        comparable(end, operand),
      );
      return truth(`(${operand.sql} ${not(expression)}BETWEEN ${low} AND ${high})`);
    }
    case "in": {
      const operand = inner(expression.operand);
      const list = Array.isArray(expression.list)
        ? expression.list.map((item) => comparable(inner(item), operand)).join(", ")
        : nested(expression.list).sql;
      return truth(membership(operand, list, expression.isNot));
    }
    case "like": {
      const mark = expression.mark ? ` ESCAPE ${inner(expression.mark).sql}` : "";
      const pattern = inner(expression.pattern).sql;
      return truth(`(${asText(inner(expression.operand))} ${not(expression)}LIKE ${pattern}${mark})`);
    }
    case "isNull":
      return truth(`(${inner(expression.operand).sql} IS ${not(expression)}NULL)`);
    case "case":
      return conditional(expression, inner);
    case "exists":
      return truth(`EXISTS (${nested(expression.query).sql})`);
    case "subquery": {
      const query = nested(expression.query);
      return { sql: `(${query.sql})`, type: query.types[0] ?? "unknown" };
    }
  }
}

const not = ({ isNot }: { isNot: boolean }) => (isNot ? "NOT " : "");

function translateColumn(expression: Expression & { is: "column" }, around: Surroundings): Translated {
  const { scope, asker } = around;
  const name = expression.name.toUpperCase();
  if (expression.qualifier === undefined) {
    if (name === "SYSDATE" || name === "CURRENT_DATE") return { sql: `'${asker.today}'`, type: "date" };
    if (name === "ROWNUM") return numeric("(ROW_NUMBER() OVER ())");
  }
  const { source, column } = findColumn(scope, expression.qualifier, expression.name);
  return {
    sql: `${quote(source.alias)}.${quote(expression.name.toLowerCase())}`,
    type: column.type,
    origin: { alias: source.alias, column },
  };
}

function call(expression: Expression & { is: "call" }, around: Surroundings): Translated {
  const { name, isStar, isDistinct } = expression;
  const operands = expression.operands.map((operand) => translateExpression(operand, around));
  if (!aggregates.has(name)) {
    if (isStar || isDistinct)
      throw invalidQuery(`Search error occurred: Invalid or unsupported search: ${name}.`);
    return translateCall(name, operands);
  }
  if (isStar && name === "COUNT") return numeric("COUNT(*)");
  const [operand] = operands;
  if (!operand) throw invalidQuery(`Search error occurred: Invalid or unsupported search: ${name}.`);
  const distinct = isDistinct ? "DISTINCT " : "";
  if (name === "COUNT") return numeric(`COUNT(${distinct}${operand.sql})`);
  if (name === "SUM" || name === "AVG") return numeric(`${name}(${distinct}${asNumber(operand)})`);
  return { sql: `${name}(${operand.sql})`, type: operand.type };
}

function binary(operator: string, left: Translated, right: Translated): Translated {
  switch (operator) {
    case "AND":
    case "OR":
      return truth(`(${left.sql} ${operator} ${right.sql})`);
    case "||":
      // To Oracle an absent text is an empty one.
      return { sql: `(COALESCE(${asText(left)}, '') || COALESCE(${asText(right)}, ''))`, type: "text" };
    case "+":
    case "-":
      return sum(operator, left, right);
    case "*":
    case "%":
      return numeric(`(${asNumber(left)} ${operator} ${asNumber(right)})`);
    case "/":
      return numeric(`(${asNumber(left)} * 1.0 / ${asNumber(right)})`);
    default:
      return comparison(operator, left, right);
  }
}

/** Dates move by days and differ by days. */
function sum(operator: string, left: Translated, right: Translated): Translated {
  if (isDate(left) && isDate(right)) return numeric(`(julianday(${left.sql}) - julianday(${right.sql}))`);
  if (isDate(left)) {
    const days = `(${operator === "-" ? "-" : ""}(${asNumber(right)}))`;
    return { sql: `date(${left.sql}, ${days} || ' days')`, type: "date" };
  }
  return numeric(`(${asNumber(left)} ${operator} ${asNumber(right)})`);
}

const isStatus = ({ origin }: Translated) => origin?.column.list === "transactionstatus";

/** A status is compared in the form `PurchOrd:B`; whether the bare letter works too is [open], so both do. */
const prefixedStatus = ({ sql, origin }: Translated) =>
  `${quote(origin?.alias ?? "")}."type" || ':' || ${sql}`;

function comparison(operator: string, left: Translated, right: Translated): Translated {
  if (isStatus(right) && !isStatus(left)) return comparison(operator, right, left);
  if (isStatus(left) && (operator === "=" || operator === "<>")) {
    return truth(membership(left, right.sql, operator === "<>"));
  }
  return truth(`(${comparable(left, right)} ${operator} ${comparable(right, left)})`);
}

function membership(operand: Translated, list: string, isNot: boolean): string {
  const negation = isNot ? "NOT " : "";
  if (!isStatus(operand)) return `(${operand.sql} ${negation}IN (${list}))`;
  const joined = isNot ? "AND" : "OR";
  return `(${operand.sql} ${negation}IN (${list}) ${joined} ${prefixedStatus(operand)} ${negation}IN (${list}))`;
}

function conditional(
  expression: Expression & { is: "case" },
  inner: (part: Expression) => Translated,
): Translated {
  const operand = expression.operand ? inner(expression.operand) : undefined;
  const branches = expression.branches.map(({ when, result }) => {
    const condition = inner(when);
    const tested = operand ? comparison("=", operand, condition).sql : condition.sql;
    return { condition: tested, value: inner(result) };
  });
  const otherwise = expression.otherwise ? inner(expression.otherwise) : undefined;
  const values = [...branches.map(({ value }) => value), ...(otherwise ? [otherwise] : [])];
  const parts = branches.map(({ condition, value }) => `WHEN ${condition} THEN ${value.sql}`);
  const end = otherwise ? ` ELSE ${otherwise.sql}` : "";
  return {
    sql: `(CASE ${parts.join(" ")}${end} END)`,
    type: values.find(({ isBare }) => !isBare)?.type ?? "text",
  };
}
