import { problem } from "../wire/errors.ts";

type Operator = "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "in";

/** What a filter asks for. Every value is text; numbers and dates are compared as such where both sides look like it. */
export type Expression =
  | { kind: "comparison"; field: string; operator: Operator; values: string[] }
  | { kind: "and"; left: Expression; right: Expression }
  | { kind: "or"; left: Expression; right: Expression };

const operators = new Set<string>(["eq", "ne", "lt", "le", "gt", "ge", "in"]);
const tokenPattern = /\s*(?:'((?:[^']|'')*)'|([(),])|([^\s(),']+))/y;

type Token = { kind: "text" | "sign" | "word"; value: string };

const invalid = (why: string) =>
  problem(422, "INVALID_FILTER", `The filter is not valid: ${why}.`, { filter: why });

function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  const end = filter.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const at = tokenPattern.lastIndex;
    const found = tokenPattern.exec(filter);
    if (!found) throw invalid(`unexpected text at ${at}`);
    const [, quoted, sign, word] = found;
    if (quoted !== undefined) tokens.push({ kind: "text", value: quoted.replaceAll("''", "'") });
    else if (sign !== undefined) tokens.push({ kind: "sign", value: sign });
    else tokens.push({ kind: "word", value: word ?? "" });
  }
  return tokens;
}

/** Reads `a eq 'x' and (b in ('y','z') or c ge 3)`: `and` binds tighter than `or`. Refuses anything else with 422. */
export function parseFilter(filter: string): Expression {
  const tokens = tokenize(filter);
  let position = 0;
  const peek = () => tokens[position];
  const take = (): Token => {
    const token = tokens[position++];
    if (!token) throw invalid("it ends too early");
    return token;
  };
  const expect = (sign: string) => {
    const token = take();
    if (token.kind !== "sign" || token.value !== sign) throw invalid(`"${sign}" was expected`);
  };
  const isWord = (word: string) => peek()?.kind === "word" && peek()?.value.toLowerCase() === word;
  const value = (): string => {
    const token = take();
    if (token.kind === "sign") throw invalid("a value was expected");
    return token.value;
  };
  const values = (): string[] => {
    expect("(");
    const list = [value()];
    while (peek()?.value === "," && peek()?.kind === "sign") {
      take();
      list.push(value());
    }
    expect(")");
    return list;
  };
  const primary = (): Expression => {
    if (peek()?.kind === "sign") {
      expect("(");
      const inner = disjunction();
      expect(")");
      return inner;
    }
    const field = take();
    const operator = take().value.toLowerCase();
    if (field.kind !== "word" || !operators.has(operator)) throw invalid("a comparison was expected");
    return {
      kind: "comparison",
      field: field.value,
      operator: operator as Operator,
      values: operator === "in" ? values() : [value()],
    };
  };
  const chain = (kind: "and" | "or", next: () => Expression) => (): Expression => {
    let left = next();
    while (isWord(kind)) {
      take();
      left = { kind, left, right: next() };
    }
    return left;
  };
  const disjunction: () => Expression = chain("or", chain("and", primary));
  const whole = disjunction();
  if (peek()) throw invalid("there is more than one expression");
  return whole;
}

export function fieldsOf(expression: Expression): string[] {
  return expression.kind === "comparison"
    ? [expression.field]
    : [...fieldsOf(expression.left), ...fieldsOf(expression.right)];
}

/** Whether a record fits; text is compared without regard to case, and nothing but `ne` fits an empty value. */
export function matches(expression: Expression, read: (field: string) => string | null): boolean {
  if (expression.kind === "and") return matches(expression.left, read) && matches(expression.right, read);
  if (expression.kind === "or") return matches(expression.left, read) || matches(expression.right, read);
  const found = read(expression.field);
  const { operator, values } = expression;
  if (found === null) return operator === "ne";
  return operator === "in"
    ? values.some((value) => compare(found, value) === 0)
    : compares(operator, compare(found, values[0] ?? ""));
}

function compares(operator: Exclude<Operator, "in">, order: number): boolean {
  switch (operator) {
    case "eq":
      return order === 0;
    case "ne":
      return order !== 0;
    case "lt":
      return order < 0;
    case "le":
      return order <= 0;
    case "gt":
      return order > 0;
    case "ge":
      return order >= 0;
  }
}

function compare(one: string, other: string): number {
  const [a, b] = [Number(one), Number(other)];
  if (one !== "" && other !== "" && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  const [x, y] = [one.toLowerCase(), other.toLowerCase()];
  return x === y ? 0 : x < y ? -1 : 1;
}
