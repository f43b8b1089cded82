import type { Condition, HavingClause, LiteralType, Query, WhereClause } from "@jetstreamapp/soql-parser-js";
import type { Field } from "../objects/field.ts";
import type { Value } from "../store.ts";
import { unexpectedToken } from "./caret.ts";
import { comparison, type Literal } from "./compare.ts";

/** A condition with what it compares; a subquery has no literals yet. */
export type Leaf = { condition: Condition & { valueQuery?: Query } };
export type Tree =
  | { kind: "leaf"; leaf: Leaf }
  | { kind: "not"; part: Tree }
  | { kind: "and" | "or"; parts: Tree[] };

/** A condition again as it stood in the text; the parser has counted its parentheses and forgotten where they were. */
type Token = "(" | ")" | "AND" | "OR" | "NOT" | Leaf;

/** The parser gives a chain with parentheses counted on its links; this makes it a tree again. */
export function treeOf(text: string, clause: WhereClause | HavingClause): Tree {
  const tokens = tokensOf(clause);
  let at = 0;
  const chain = (): Tree => {
    const parts = [term()];
    let joint: Token | undefined;
    for (let next = tokens[at]; next === "AND" || next === "OR"; next = tokens[at]) {
      // SOQL wants parentheses where AND meets OR.
      if (joint !== undefined && joint !== next) throw unexpectedToken(text, next, 0);
      joint = next;
      at += 1;
      parts.push(term());
    }
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: joint === "OR" ? "or" : "and", parts };
  };
  // NOT binds to the one term after it.
  const term = (): Tree => {
    const token = tokens[at++];
    if (token === "NOT") return { kind: "not", part: term() };
    if (token === "(") {
      const inner = chain();
      if (tokens[at++] !== ")") throw unexpectedToken(text, "(", 0);
      return inner;
    }
    if (token === undefined || typeof token === "string")
      throw unexpectedToken(text, token ?? "<EOF>", text.length);
    return { kind: "leaf", leaf: token };
  };
  const tree = chain();
  if (at < tokens.length) throw unexpectedToken(text, ")", text.length);
  return tree;
}

/** Walks the parser's chain from left to right, opening and closing what each link says. */
function tokensOf(clause: WhereClause | HavingClause): Token[] {
  const tokens: Token[] = [];
  const parentheses = (mark: "(" | ")", count = 0) => {
    for (let index = 0; index < count; index++) tokens.push(mark);
  };
  for (
    let link: WhereClause | HavingClause | undefined = clause;
    link;
    link = "right" in link ? link.right : undefined
  ) {
    const { left } = link;
    if (left && "operator" in left) {
      parentheses("(", left.openParen);
      tokens.push({ condition: left as Leaf["condition"] });
      parentheses(")", left.closeParen);
    } else parentheses("(", left?.openParen);
    if ("operator" in link) tokens.push(link.operator);
  }
  return tokens;
}

/** The test of a tree, given how a leaf is tested. */
export function testOf<Item>(
  tree: Tree,
  leafTest: (leaf: Leaf) => (item: Item) => boolean,
): (item: Item) => boolean {
  if (tree.kind === "leaf") return leafTest(tree.leaf);
  // Without a third truth value: what compares with null is false, and so its negation is true [open].
  if (tree.kind === "not") {
    const test = testOf(tree.part, leafTest);
    return (item) => !test(item);
  }
  const tests = tree.parts.map((part) => testOf(part, leafTest));
  return tree.kind === "and"
    ? (item) => tests.every((test) => test(item))
    : (item) => tests.some((test) => test(item));
}

/** The literals on the right of a condition. */
export function literalsOf(condition: Condition): Literal[] {
  if (!("value" in condition)) return [];
  const { value, literalType } = condition;
  const typeAt = (index: number): LiteralType | undefined =>
    Array.isArray(literalType) ? literalType[index] : literalType;
  return [value].flat().map((text, index) => ({ text: String(text), type: typeAt(index) }));
}

/** A link without an operator only holds parentheses, and is met by everything. */
export function leafTest(field: Field, condition: Condition, today: string): (value: Value) => boolean {
  if (!("operator" in condition)) return () => true;
  return comparison(field, condition.operator, literalsOf(condition), today);
}
