/** A query as it was written, before any name is looked up. */
export type Query = {
  /** One, or several joined by set operators. */
  selects: Select[];
  setOperators: ("UNION" | "UNION ALL" | "INTERSECT" | "MINUS")[];
  orderBy: OrderTerm[];
  offset: number | undefined;
  fetch: number | undefined;
};

export type Select = {
  isDistinct: boolean;
  items: SelectItem[];
  from: Join[];
  where: Expression | undefined;
  groupBy: Expression[];
  having: Expression | undefined;
};

export type SelectItem =
  | { star: true; qualifier: string | undefined }
  | { star: false; expression: Expression; alias: string | undefined };

export type Join = {
  kind: "FIRST" | "CROSS" | "INNER" | "LEFT" | "RIGHT" | "FULL";
  source: { table: string } | { query: Query };
  alias: string | undefined;
  on: Expression | undefined;
};

export type OrderTerm = {
  expression: Expression;
  isDescending: boolean;
  nulls: "FIRST" | "LAST" | undefined;
};

export type Expression =
  | { is: "null" }
  | { is: "number"; text: string }
  | { is: "string"; text: string }
  | { is: "parameter"; index: number }
  | { is: "column"; qualifier: string | undefined; name: string }
  | { is: "call"; name: string; operands: Expression[]; isDistinct: boolean; isStar: boolean }
  | { is: "negative"; operand: Expression }
  | { is: "not"; operand: Expression }
  | { is: "binary"; operator: string; left: Expression; right: Expression }
  | { is: "between"; isNot: boolean; operand: Expression; low: Expression; high: Expression }
  | { is: "in"; isNot: boolean; operand: Expression; list: Expression[] | Query }
  | { is: "like"; isNot: boolean; operand: Expression; pattern: Expression; mark: Expression | undefined }
  | { is: "isNull"; isNot: boolean; operand: Expression }
  | {
      is: "case";
      operand: Expression | undefined;
      branches: { when: Expression; result: Expression }[];
      otherwise: Expression | undefined;
    }
  | { is: "exists"; query: Query }
  | { is: "subquery"; query: Query };

/** The expressions directly inside another one; queries nested in it are not entered. */
export function partsOf(expression: Expression): Expression[] {
  switch (expression.is) {
    case "call":
      return expression.operands;
    case "negative":
    case "not":
    case "isNull":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "between":
      return [expression.operand, expression.low, expression.high];
    case "in":
      return [expression.operand, ...(Array.isArray(expression.list) ? expression.list : [])];
    case "like":
      return [expression.operand, expression.pattern];
    case "case": {
      const branches = expression.branches.flatMap(({ when, result }) => [when, result]);
      return [expression.operand, ...branches, expression.otherwise].filter((part) => part !== undefined);
    }
    default:
      return [];
  }
}
