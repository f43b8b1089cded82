import { invalidQuery } from "../errors.ts";
import { type Parser, parseExpression, parseList, reserved } from "./parse-expression.ts";
import type { Join, OrderTerm, Query, Select, SelectItem } from "./syntax.ts";
import { createTokenReader, type TokenReader } from "./token-reader.ts";
import { tokenize } from "./tokenize.ts";

/** Reads exactly one SELECT, with the number of its `?`. Anything that is not one is refused, a write above all. */
export function parseSuiteQl(text: string): { query: Query; parameterCount: number } {
  const reader = createTokenReader(tokenize(text));
  if (!reader.isWord("SELECT")) {
    throw invalidQuery(
      `Search error occurred: Invalid or unsupported search: '${reader.peek().text}' is not SELECT.`,
    );
  }
  const parser: Parser = { reader, parseQuery: () => parseQuery(parser) };
  const query = parseQuery(parser);
  if (reader.peek().kind !== "end") reader.fail();
  return { query, parameterCount: reader.parameterCount() };
}

function parseQuery(parser: Parser): Query {
  const { reader } = parser;
  const selects = [parseSelect(parser)];
  const setOperators: Query["setOperators"] = [];
  for (let operator = setOperator(reader); operator; operator = setOperator(reader)) {
    setOperators.push(operator);
    selects.push(parseSelect(parser));
  }
  const orderBy: OrderTerm[] = [];
  if (reader.acceptWord("ORDER", "BY")) {
    do orderBy.push(parseOrderTerm(parser));
    while (reader.acceptSymbol(","));
  }
  return { selects, setOperators, orderBy, ...limits(reader) };
}

function parseSelect(parser: Parser): Select {
  const { reader } = parser;
  reader.expectWord("SELECT");
  const isDistinct = reader.acceptWord("DISTINCT");
  const items = [parseSelectItem(parser)];
  while (reader.acceptSymbol(",")) items.push(parseSelectItem(parser));
  reader.expectWord("FROM");
  const from = [parseSource(parser, "FIRST")];
  for (let join = parseJoin(parser); join; join = parseJoin(parser)) from.push(join);
  return {
    isDistinct,
    items,
    from,
    where: reader.acceptWord("WHERE") ? parseExpression(parser) : undefined,
    groupBy: reader.acceptWord("GROUP", "BY") ? parseList(parser) : [],
    having: reader.acceptWord("HAVING") ? parseExpression(parser) : undefined,
  };
}

function parseSelectItem(parser: Parser): SelectItem {
  const { reader } = parser;
  if (reader.acceptSymbol("*")) return { star: true, qualifier: undefined };
  if (reader.isSymbol(".", 1) && reader.isSymbol("*", 2)) {
    const qualifier = reader.take().text;
    reader.take();
    reader.take();
    return { star: true, qualifier };
  }
  const expression = parseExpression(parser);
  return { star: false, expression, alias: alias(reader, reader.acceptWord("AS")) };
}

function parseJoin(parser: Parser): Join | undefined {
  const { reader } = parser;
  if (reader.acceptSymbol(",") || reader.acceptWord("CROSS", "JOIN")) return parseSource(parser, "CROSS");
  if (reader.acceptWord("JOIN") || reader.acceptWord("INNER", "JOIN")) return parseJoined(parser, "INNER");
  for (const kind of ["LEFT", "RIGHT", "FULL"] as const) {
    if (reader.acceptWord(kind, "JOIN") || reader.acceptWord(kind, "OUTER", "JOIN"))
      return parseJoined(parser, kind);
  }
  return undefined;
}

function parseJoined(parser: Parser, kind: Join["kind"]): Join {
  const target = parseSource(parser, kind);
  parser.reader.expectWord("ON");
  return { ...target, on: parseExpression(parser) };
}

function parseSource(parser: Parser, kind: Join["kind"]): Join {
  const { reader } = parser;
  if (reader.acceptSymbol("(")) {
    const query = parseQuery(parser);
    reader.expectSymbol(")");
    return { kind, source: { query }, alias: alias(reader, false), on: undefined };
  }
  const token = reader.take();
  if (token.kind !== "name" && token.kind !== "quoted") reader.fail();
  return {
    kind,
    source: { table: token.text },
    alias: alias(reader, reader.acceptWord("AS")),
    on: undefined,
  };
}

function parseOrderTerm(parser: Parser): OrderTerm {
  const { reader } = parser;
  const expression = parseExpression(parser);
  const isDescending = reader.acceptWord("DESC");
  if (!isDescending) reader.acceptWord("ASC");
  const isFirst = reader.acceptWord("NULLS", "FIRST");
  const isLast = !isFirst && reader.acceptWord("NULLS", "LAST");
  return { expression, isDescending, nulls: isFirst ? "FIRST" : isLast ? "LAST" : undefined };
}

function alias(reader: TokenReader, isRequired: boolean): string | undefined {
  const token = reader.peek();
  const isName =
    token.kind === "quoted" || (token.kind === "name" && !reserved.has(token.text.toUpperCase()));
  if (isName) return reader.take().text;
  return isRequired ? reader.fail() : undefined;
}

function setOperator(reader: TokenReader): Query["setOperators"][number] | undefined {
  if (reader.acceptWord("UNION", "ALL")) return "UNION ALL";
  return (["UNION", "INTERSECT", "MINUS"] as const).find((word) => reader.acceptWord(word));
}

/** `OFFSET n ROWS FETCH FIRST m ROWS ONLY`, either part alone too. */
function limits(reader: TokenReader): Pick<Query, "offset" | "fetch"> {
  const rows = () => {
    const token = reader.take();
    if (token.kind !== "number" || !(reader.acceptWord("ROWS") || reader.acceptWord("ROW"))) reader.fail();
    return Number(token.text);
  };
  const offset = reader.acceptWord("OFFSET") ? rows() : undefined;
  if (!reader.acceptWord("FETCH", "FIRST") && !reader.acceptWord("FETCH", "NEXT"))
    return { offset, fetch: undefined };
  const fetch = rows();
  reader.expectWord("ONLY");
  return { offset, fetch };
}
