import type { Expression, Query } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

/** Words that end an expression and so are never an alias or a column. */
export const reserved = new Set(
  (
    "SELECT FROM WHERE GROUP HAVING ORDER BY UNION INTERSECT MINUS ON JOIN LEFT RIGHT FULL INNER OUTER CROSS AND OR NOT IN IS NULL LIKE " +
    "BETWEEN CASE WHEN THEN ELSE END AS ASC DESC NULLS FETCH OFFSET DISTINCT EXISTS ESCAPE"
  ).split(" "),
);

const comparisons = ["=", "<>", "!=", "<=", ">=", "<", ">"];

/** Reads an expression; a query inside it is left to `parseQuery`. */
export type Parser = { reader: TokenReader; parseQuery: () => Query };

type Rule = (parser: Parser) => Expression;

const leftToRight =
  (operators: string[], next: Rule): Rule =>
  (parser) => {
    const { reader } = parser;
    let left = next(parser);
    for (;;) {
      const operator = operators.find((symbol) => reader.isSymbol(symbol));
      if (!operator) return left;
      reader.take();
      left = { is: "binary", operator, left, right: next(parser) };
    }
  };

const byWord =
  (word: string, next: Rule): Rule =>
  (parser) => {
    let left = next(parser);
    while (parser.reader.acceptWord(word)) left = { is: "binary", operator: word, left, right: next(parser) };
    return left;
  };

const sign: Rule = (parser) => {
  if (parser.reader.acceptSymbol("-")) return { is: "negative", operand: sign(parser) };
  parser.reader.acceptSymbol("+");
  return parseOperand(parser);
};
const product = leftToRight(["*", "/", "%"], sign);
const sum = leftToRight(["+", "-", "||"], product);

const comparison: Rule = (parser) => {
  const { reader } = parser;
  const left = sum(parser);
  const operator = comparisons.find((symbol) => reader.isSymbol(symbol));
  if (!operator) return parsePredicate(parser, left);
  reader.take();
  return { is: "binary", operator: operator === "!=" ? "<>" : operator, left, right: sum(parser) };
};

const negation: Rule = (parser) =>
  parser.reader.acceptWord("NOT") ? { is: "not", operand: negation(parser) } : comparison(parser);

/** Precedence from loose to tight: OR, AND, NOT, comparison, sum, product, sign, operand. */
export const parseExpression: Rule = byWord("OR", byWord("AND", negation));

export function parseList(parser: Parser): Expression[] {
  const items = [parseExpression(parser)];
  while (parser.reader.acceptSymbol(",")) items.push(parseExpression(parser));
  return items;
}

function inParentheses<Inner>({ reader }: Parser, parse: () => Inner): Inner {
  reader.expectSymbol("(");
  const inner = parse();
  reader.expectSymbol(")");
  return inner;
}

function parsePredicate(parser: Parser, left: Expression): Expression {
  const { reader } = parser;
  if (reader.acceptWord("IS")) {
    const isNot = reader.acceptWord("NOT");
    reader.expectWord("NULL");
    return { is: "isNull", isNot, operand: left };
  }
  const isNot = reader.acceptWord("NOT");
  if (reader.acceptWord("BETWEEN")) {
    const low = sum(parser);
    reader.expectWord("AND");
    return { is: "between", isNot, operand: left, low, high: sum(parser) };
  }
  if (reader.acceptWord("LIKE")) {
    const pattern = sum(parser);
    return {
      is: "like",
      isNot,
      operand: left,
      pattern,
      mark: reader.acceptWord("ESCAPE") ? sum(parser) : undefined,
    };
  }
  if (reader.acceptWord("IN")) {
    const isQuery = reader.isWord("SELECT", 1);
    const list = inParentheses(parser, () => (isQuery ? parser.parseQuery() : parseList(parser)));
    return { is: "in", isNot, operand: left, list };
  }
  return isNot ? reader.fail() : left;
}

function parseOperand(parser: Parser): Expression {
  const { reader, parseQuery } = parser;
  const token = reader.peek();
  if (token.kind === "number" || token.kind === "string") {
    reader.take();
    return { is: token.kind, text: token.text };
  }
  if (reader.acceptSymbol("?")) return { is: "parameter", index: reader.nextParameter() };
  if (reader.isSymbol("(")) {
    return reader.isWord("SELECT", 1)
      ? { is: "subquery", query: inParentheses(parser, parseQuery) }
      : inParentheses(parser, () => parseExpression(parser));
  }
  if (reader.acceptWord("NULL")) return { is: "null" };
  if (reader.acceptWord("CASE")) return parseCase(parser);
  if (reader.acceptWord("EXISTS")) return { is: "exists", query: inParentheses(parser, parseQuery) };
  return parseName(parser);
}

function parseCase(parser: Parser): Expression {
  const { reader } = parser;
  const operand = reader.isWord("WHEN") ? undefined : parseExpression(parser);
  const branches: { when: Expression; result: Expression }[] = [];
  while (reader.acceptWord("WHEN")) {
    const when = parseExpression(parser);
    reader.expectWord("THEN");
    branches.push({ when, result: parseExpression(parser) });
  }
  const otherwise = reader.acceptWord("ELSE") ? parseExpression(parser) : undefined;
  reader.expectWord("END");
  return branches.length > 0 ? { is: "case", operand, branches, otherwise } : reader.fail();
}

function parseName(parser: Parser): Expression {
  const { reader } = parser;
  const first = reader.peek();
  if (first.kind === "name" ? reserved.has(first.text.toUpperCase()) : first.kind !== "quoted") reader.fail();
  const names = [reader.take().text];
  while (reader.isSymbol(".") && reader.peek(1).kind !== "symbol") {
    reader.take();
    names.push(reader.take().text);
  }
  if (reader.isSymbol("(")) return parseCall(parser, names.join("."));
  if (names.length > 2) reader.fail();
  return { is: "column", qualifier: names.length === 2 ? names[0] : undefined, name: names.at(-1) as string };
}

function parseCall(parser: Parser, name: string): Expression {
  const { reader } = parser;
  return inParentheses(parser, () => {
    const shape = { is: "call" as const, name: name.toUpperCase(), isDistinct: false, isStar: false };
    if (reader.isSymbol(")")) return { ...shape, operands: [] };
    if (reader.acceptSymbol("*")) return { ...shape, operands: [], isStar: true };
    const isDistinct = reader.acceptWord("DISTINCT");
    return { ...shape, operands: parseList(parser), isDistinct };
  });
}
