import { parse } from "@bufbuild/cel";
import { compileRule, patternFault } from "./argument-rule.ts";
import { CALLS, RuleFault, said } from "./rule-calls.ts";
import { ANY, BOOL, INT, STRING, typeOfSchema, type ValueType } from "./value-type.ts";

type Expression = ReturnType<typeof parse>["expr"];
type Kind<Case extends string> = Extract<Expression["exprKind"], { case: Case }>["value"];

/** What a name means here. Inside all, exists and exists_one the arguments as a whole are out of reach: see `typeOfLoop`. */
type Scope = { names: ReadonlyMap<string, ValueType>; isLoop: boolean };

const CALLER: ValueType = {
  kind: "map",
  fields: new Map<string, ValueType>([
    ["id", STRING],
    ["email", STRING],
    ["roles", { kind: "list", of: STRING }],
  ]),
  others: undefined,
};

/**
 * Why an expression cannot be the rule for a tool with this input schema; undefined where it can. The library parses and
 * evaluates but does not check types, so this does, on the part of CEL that rules have: what it lets through looks only at
 * declared arguments and at the caller, ends in time that grows with the arguments at most in proportion, and is true or false.
 */
export function ruleFault(when: string, inputSchema: Record<string, unknown>): string | undefined {
  try {
    compileRule(when);
    const names = new Map([
      ["args", typeOfSchema(inputSchema)],
      ["caller", CALLER],
    ]);
    const type = typeOf(parse(when).expr, { names, isLoop: false });
    return type.kind === "bool" ? undefined : `must be true or false, and is ${said(type)}`;
  } catch (error) {
    if (error instanceof RuleFault) return error.message;
    return `is no expression in CEL: ${(error as Error).message.split("\n")[0]}`;
  }
}

function typeOf(expression: Expression | undefined, scope: Scope): ValueType {
  const found = expression?.exprKind;
  switch (found?.case) {
    case "constExpr":
      return typeOfConstant(found.value);
    case "identExpr":
      return typeOfName(found.value.name, scope);
    case "selectExpr": {
      const field = fieldOf(typeOf(found.value.operand, scope), found.value.field);
      return found.value.testOnly ? BOOL : field;
    }
    case "callExpr":
      return typeOfCall(found.value, scope);
    case "listExpr": {
      const [first = ANY, ...rest] = found.value.elements.map((element) => typeOf(element, scope));
      return { kind: "list", of: rest.every(({ kind }) => kind === first.kind) ? first : ANY };
    }
    case "comprehensionExpr":
      return typeOfLoop(found.value, scope);
    default:
      throw new RuleFault("builds an object, which rules cannot");
  }
}

function typeOfConstant({ constantKind }: Kind<"constExpr">): ValueType {
  switch (constantKind.case) {
    case "boolValue":
      return BOOL;
    case "stringValue":
      return STRING;
    case "int64Value":
      return INT;
    case "doubleValue":
      return { kind: "double" };
    case "nullValue":
      return { kind: "null" };
    default:
      throw new RuleFault(
        "holds a constant that no argument could equal: JSON has neither bytes nor unsigned numbers",
      );
  }
}

function typeOfName(name: string, { names, isLoop }: Scope): ValueType {
  const type = names.get(name);
  if (type !== undefined) return type;
  if (isLoop && name === "args")
    throw new RuleFault(
      "looks at args for each element of a list; inside all, exists and exists_one a rule may look at the element, at caller and at constants",
    );
  throw new RuleFault(`knows nothing called ${name}; a rule sees args and caller`);
}

function fieldOf(type: ValueType, field: string): ValueType {
  if (type.kind === "any") return ANY;
  if (type.kind !== "map") throw new RuleFault(`asks for the field ${field} of ${said(type)}`);
  const found = type.fields.get(field) ?? type.others;
  if (found === undefined)
    throw new RuleFault(
      `asks for ${field}, which is not declared; there is ${[...type.fields.keys()].join(", ") || "nothing"}`,
    );
  return found;
}

function typeOfCall({ function: name, target, args: given }: Kind<"callExpr">, scope: Scope): ValueType {
  const all = target === undefined ? given : [target, ...given];
  const types = all.map((one) => typeOf(one, scope));
  if (name === "_[_]") return elementOf(types, constantText(all[1]));
  if (name === "matches" && target !== undefined) return typeOfMatch(types, constantText(all[1]), scope);
  const [, among = ANY] = types;
  const key = constantText(all[0]);
  if (name === "@in" && among.kind === "map" && key !== undefined) fieldOf(among, key);
  const call = CALLS.get(target === undefined ? name : `.${name}`);
  if (call === undefined) throw new RuleFault(`calls ${name}, which rules do not have`);
  // Looking for one long text in another takes, at worst, the product of their lengths.
  if (name === "contains" && constantText(given[0]) === undefined)
    throw new RuleFault("asks whether a text contains another that is not written out in quotes");
  return call(types);
}

const constantText = (expression: Expression | undefined): string | undefined => {
  const found = expression?.exprKind;
  const constant = found?.case === "constExpr" ? found.value.constantKind : undefined;
  return constant?.case === "stringValue" ? constant.value : undefined;
};

function elementOf([of = ANY, at = ANY]: readonly ValueType[], key: string | undefined): ValueType {
  if (key !== undefined) return fieldOf(of, key);
  if (of.kind === "list" && at.kind === "int") return of.of;
  if (of.kind === "any" && (at.kind === "int" || at.kind === "any")) return ANY;
  throw new RuleFault(
    `takes an element of ${said(of)} by ${said(at)}; a list has whole numbers, an object names in quotes`,
  );
}

/** A pattern that came with the arguments could be one that costs much; compiled for each element, any would. */
function typeOfMatch([text = ANY, ...rest]: readonly ValueType[], pattern: string | undefined, scope: Scope) {
  if (scope.isLoop)
    throw new RuleFault("matches a pattern for each element of a list, which could take too long");
  if (rest.length !== 1 || pattern === undefined)
    throw new RuleFault("matches a pattern that is not written out in quotes");
  if (text.kind !== "string" && text.kind !== "any")
    throw new RuleFault(`matches a pattern with ${said(text)}`);
  const fault = patternFault(pattern);
  if (fault !== undefined) throw new RuleFault(`matches a pattern that is none: ${fault}`);
  return BOOL;
}

/**
 * all, exists and exists_one look once at each element of one list. A loop in a loop, a list built by map or filter, or the
 * arguments looked through again for each element would take time that grows faster than the arguments.
 */
function typeOfLoop(loop: Kind<"comprehensionExpr">, { names, isLoop }: Scope): ValueType {
  if (isLoop) throw new RuleFault("goes through a list inside another, which could take too long");
  const result = typeOf(loop.accuInit, { names, isLoop });
  if (result.kind === "list")
    throw new RuleFault("builds a list with map or filter; rules have all, exists and exists_one");
  const range = typeOf(loop.iterRange, { names, isLoop });
  if (range.kind !== "list" && range.kind !== "any")
    throw new RuleFault(`goes through ${said(range)}, which is no list`);
  if (names.has(loop.iterVar))
    throw new RuleFault(`calls an element ${loop.iterVar}, which has a meaning already`);
  const inside = new Map([
    ["caller", CALLER],
    [loop.iterVar, range.kind === "list" ? range.of : ANY],
    [loop.accuVar, result],
  ]);
  typeOf(loop.loopStep, { names: inside, isLoop: true });
  return BOOL;
}
